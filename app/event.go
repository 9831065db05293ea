package app

// Event rings a doorbell: something under Topic changed, look. It may be lost, late or doubled; the database is the truth.
type Event struct {
	Topic string // "room.<id>", "user.<id>", "queue"
	Name  string // "message", "room", "typing", "read", "presence", "queue", "rooms", "application", "end"
	Seq   int64  // of a room's log, where it has one
	Data  []byte // small JSON that may travel between processes; never a message's text
	Local any    // the stored value, in the process that stored it only: saves a read
}

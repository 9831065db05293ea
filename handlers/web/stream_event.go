package web

import "bytes"

// An event of a stream is text (WHATWG HTML, 9.2.5): lines "event: name", "data: …" for every line of the data, "id: …", and a
// blank line that ends it. A reader cut off before the blank line drops what it has of the event. Whoever sends the same event
// to many readers builds its fields once and gives each its own id.

// Event is a whole event. Without an id the reader keeps the last one it has seen.
func Event(name, id string, data []byte) []byte {
	b := make([]byte, 0, len("event: \ndata: \nid: \n\n")+len(name)+len(data)+len(id)+64)
	return AppendID(AppendFields(b, name, data), id)
}

// AppendFields adds the name and data lines of an event that AppendID ends.
func AppendFields(b []byte, name string, data []byte) []byte {
	return AppendData(appendField(b, "event: ", name), data)
}

// AppendData adds the lines of data. All three kinds of line breaks end a line; empty data is one empty line, without which a
// browser would drop the event.
func AppendData(b, data []byte) []byte {
	for {
		b = append(b, "data: "...)
		i := bytes.IndexAny(data, "\r\n")
		if i < 0 {
			return append(append(b, data...), '\n')
		}
		b = append(append(b, data[:i]...), '\n')
		if data[i] == '\r' && i+1 < len(data) && data[i+1] == '\n' {
			i++
		}
		data = data[i+1:]
	}
}

// AppendID ends an event, with an id unless that is empty.
func AppendID[T string | []byte](b []byte, id T) []byte {
	if len(id) > 0 {
		b = appendField(b, "id: ", id)
	}
	return append(b, '\n')
}

// appendField leaves out what would end the line, and NUL, with which a browser ignores an id.
func appendField[T string | []byte](b []byte, field string, value T) []byte {
	b = append(b, field...)
	for i := range len(value) {
		if c := value[i]; c != '\r' && c != '\n' && c != 0 {
			b = append(b, c)
		}
	}
	return append(b, '\n')
}

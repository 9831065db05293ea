package privacy

import (
	"slices"
	"time"
)

// Fate is what becomes of a class of data when a request is carried out.
type Fate string

// The fates.
const (
	Erased     Fate = "erased"     // it is gone
	Anonymised Fate = "anonymised" // figures keep the row; nothing in it leads to the person
	Retained   Fate = "kept"
)

// Why is a reason to keep something.
type Why string

// The reasons.
const (
	WhyLaw   Why = "law"   // 115-FZ, article 7, paragraph 4, and the books of the bank: five years after the end
	WhyOpen  Why = "open"  // an application that isn't decided or carried out yet
	WhyHold  Why = "hold"  // a legal hold
	WhyProof Why = "proof" // the bank has to prove what was consented to, and what it did: 152-FZ, article 9, paragraph 3
)

// KeptByLaw is how long what belongs to a contract is kept after it.
const KeptByLaw = 5 * 365 * 24 * time.Hour

// Item is what becomes of so many things of a class.
type Item struct {
	Class string `json:"class"` // the text "erase.class_<class>"
	Count int    `json:"count"`
	Fate  Fate   `json:"fate"`
	Why   Why    `json:"why,omitempty"` // of what is kept
}

// Thing is a room or an application of the person.
type Thing struct {
	ID     string
	State  string
	Open   bool   // a room that waits or is open; an application that was submitted and hasn't ended
	Room   string // of an application: where it is talked about
	Held   bool
	Erased bool
}

// Holding is all that there is of one person, by class.
type Holding struct {
	Name                string // as it is now: what is typed to confirm
	Lang                string
	Held                bool // the person as a whole
	Rooms, Applications []Thing
	Messages            int // in the rooms
	Documents           int
	Calls               int // that still name a phone or a note
	Devices, Sessions   int
	Exports, Consents   int
	Requests            int
}

// States of applications, in the words of app/application.
const (
	stateDraft     = "draft"
	stateFulfilled = "fulfilled"
)

// fateOf is what becomes of an application.
func fateOf(a Thing) (Fate, Why) {
	switch {
	case a.Held:
		return Retained, WhyHold
	case a.Open:
		return Retained, WhyOpen
	case a.State == stateFulfilled:
		return Retained, WhyLaw
	case a.State == stateDraft:
		return Erased, ""
	}
	return Anonymised, ""
}

// roomFate is what becomes of a room: where an application that is kept was talked about, it is kept with it.
func (h Holding) roomFate(r Thing) (Fate, Why) {
	if r.Held {
		return Retained, WhyHold
	}
	for _, a := range h.Applications {
		if fate, why := fateOf(a); a.Room == r.ID && fate == Retained {
			return Retained, why
		}
	}
	return Erased, ""
}

// account is what becomes of the person's own row: who has an application under way, or something on hold, stays known.
func (h Holding) account() (Fate, Why) {
	why := Why("")
	for _, a := range h.Applications {
		switch _, one := fateOf(a); one {
		case WhyHold:
			why = WhyHold
		case WhyOpen:
			return Retained, WhyOpen
		}
	}
	if slices.ContainsFunc(h.Rooms, func(r Thing) bool { return r.Held }) {
		why = WhyHold
	}
	if why != "" {
		return Retained, why
	}
	return Anonymised, ""
}

// SignsIn tells whether the person goes on signing in: while they have an application under way.
func (h Holding) SignsIn() bool {
	_, why := h.account()
	return why == WhyOpen
}

// Talking tells whether a talk is still open, which is ended first.
func (h Holding) Talking() bool {
	return slices.ContainsFunc(h.Rooms, func(r Thing) bool { return r.Open })
}

// Plan is what would become of each class, in the order in which it is told; classes of nothing are left out.
func (h Holding) Plan() (list []Item) {
	add := func(class string, n int, fate Fate, why Why) {
		if n == 0 {
			return
		}
		for i := range list {
			if list[i].Class == class && list[i].Fate == fate && list[i].Why == why {
				list[i].Count += n
				return
			}
		}
		list = append(list, Item{class, n, fate, why})
	}
	fate, why := h.account()
	add("account", 1, fate, why)
	if !h.SignsIn() {
		add("sessions", h.Sessions, Erased, "")
		add("devices", h.Devices, Erased, "")
		add("exports", h.Exports, Erased, "")
	}
	for _, a := range h.Applications {
		fate, why := fateOf(a)
		class := "applications"
		if a.State == stateDraft {
			class = "drafts"
		}
		add(class, 1, fate, why)
	}
	for _, r := range h.Rooms {
		fate, why := h.roomFate(r)
		add("talks", 1, fate, why)
	}
	add("calls", h.Calls, Anonymised, "")
	add("consents", h.Consents, Retained, WhyProof)
	add("requests", h.Requests, Retained, WhyProof)
	add("audit", 1, Retained, WhyProof)
	return list
}

package app

// Reach is whose work somebody of the bank sees: always what nobody has and what they have themselves, by their scope what their team
// has, or everything. Who is in no team is in one with all others who are in none. The zero Reach sees what nobody has.
type Reach struct {
	Scope  Scope
	Person string // id
	Team   string // id; empty for the team of all who have none
}

// Reach is whose work the actor sees.
func (a Actor) Reach() Reach { return Reach{Scope: a.Scope, Person: a.ID, Team: a.Team} }

// Holds tells whether work is seen that somebody of a team has; without a holder nobody has it.
func (r Reach) Holds(holder, team string) bool {
	seen, _ := r.Why(holder, team)
	return seen
}

// Why is Holds with its reason.
func (r Reach) Why(holder, team string) (seen bool, why Reason) {
	switch {
	case holder == "":
		return true, ReasonNobodys
	case holder == r.Person:
		return true, ReasonOwn
	case r.Scope == All:
		return true, ReasonAll
	case r.Scope == Team && r.Team == team:
		return true, ReasonTeam
	}
	return false, ReasonOutside
}

// Reason is why somebody sees something, or why not: a word for people to read.
type Reason string

// The reasons. Those of a noun of its own stand there.
const (
	ReasonNobodys Reason = "nobodys" // nobody has it
	ReasonOwn     Reason = "own"     // they have it themselves
	ReasonTeam    Reason = "team"    // their team has it
	ReasonAll     Reason = "all"     // their scope is everything
	ReasonServes  Reason = "serves"  // operators answer whoever writes
	ReasonOutside Reason = "outside" // another team, or another person, has it
	ReasonPrivate Reason = "private" // nothing that the bank may see yet
	ReasonForeign Reason = "foreign" // a client sees their own, a stranger nothing
	ReasonShut    Reason = "shut"    // the guards of its page don't let them in
)

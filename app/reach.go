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
	return holder == "" || holder == r.Person || r.Scope == All || r.Scope == Team && r.Team == team
}

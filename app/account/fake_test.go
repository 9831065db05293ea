package account

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/calendar"
	"telemark/app/secret"
)

// fake keeps people in memory and fails on demand.
type fake struct {
	mu          sync.Mutex
	people      map[string]Credentials
	codes       map[string][]string
	identities  map[Identity]string   // ids of people
	invitations map[string]Invitation // by hash
	attempts    map[string]Attempt
	desks       map[string]Colleague // skills and shifts, by person
	teams       []Team
	sessions    map[string][]string // what ends with a change, by person
	audit       []app.Audit
	asked       []string // the methods called
	fail        map[string]error
}

var _ Store = (*fake)(nil)

// call notes a call and says how it fails; the caller unlocks.
func (f *fake) call(method string) error {
	f.mu.Lock()
	f.asked = append(f.asked, method)
	return f.fail[method]
}

func (f *fake) change(method, id string, a app.Audit, do func(*Credentials) error) error {
	defer f.mu.Unlock()
	if err := f.call(method); err != nil {
		return err
	}
	c, ok := f.people[id]
	if !ok {
		return app.ErrNotFound
	}
	if err := do(&c); err != nil {
		return err
	}
	f.people[id] = c
	if a.Action != "" {
		f.audit = append(f.audit, a)
	}
	return nil
}

func (f *fake) endAll(id, keep string) (ended []string) {
	for _, s := range f.sessions[id] {
		if s != keep {
			ended = append(ended, s)
		}
	}
	return ended
}

func (f *fake) Create(_ context.Context, p Person, password string, a app.Audit) error {
	defer f.mu.Unlock()
	if err := f.call("Create"); err != nil {
		return err
	}
	return f.add(p, password, a)
}

func (f *fake) add(p Person, password string, a app.Audit) error {
	for _, c := range f.people {
		if c.Email == p.Email {
			return ErrEmailTaken
		}
	}
	f.people[p.ID] = Credentials{Person: p, Password: password}
	f.audit = append(f.audit, a)
	return nil
}

func (f *fake) ByEmail(_ context.Context, email string) (Credentials, error) {
	defer f.mu.Unlock()
	if err := f.call("ByEmail"); err != nil {
		return Credentials{}, err
	}
	for _, c := range f.people {
		if c.Email == email {
			return c, nil
		}
	}
	return Credentials{}, app.ErrNotFound
}

func (f *fake) ByID(_ context.Context, id string) (Credentials, error) {
	defer f.mu.Unlock()
	if err := f.call("ByID"); err != nil {
		return Credentials{}, err
	}
	c, ok := f.people[id]
	if !ok {
		return Credentials{}, app.ErrNotFound
	}
	return c, nil
}

func (f *fake) ByIdentity(_ context.Context, i Identity) (Credentials, error) {
	defer f.mu.Unlock()
	if err := f.call("ByIdentity"); err != nil {
		return Credentials{}, err
	}
	c, ok := f.people[f.identities[i]]
	if !ok {
		return Credentials{}, app.ErrNotFound
	}
	return c, nil
}

func (f *fake) link(i Identity, id string) error {
	for other, whose := range f.identities {
		if other == i || whose == id && other.Issuer == i.Issuer {
			return app.Fail(app.Conflict, app.T("store.other_state"))
		}
	}
	f.identities[i] = id
	return nil
}

func (f *fake) Link(_ context.Context, i Identity, id string, _ time.Time, a app.Audit) error {
	return f.change("Link", id, a, func(*Credentials) error { return f.link(i, id) })
}

func (f *fake) CreateVouched(_ context.Context, p Person, i Identity, a app.Audit) error {
	defer f.mu.Unlock()
	if err := f.call("CreateVouched"); err != nil {
		return err
	}
	if err := f.add(p, "", a); err != nil {
		return err
	}
	for hash, invited := range f.invitations {
		if invited.Email == p.Email {
			delete(f.invitations, hash)
		}
	}
	return f.link(i, p.ID)
}

func (f *fake) SetPost(_ context.Context, id string, old, fresh Post, a app.Audit) (ended []string, err error) {
	err = f.change("SetPost", id, a, func(c *Credentials) error {
		if (Post{c.Role, c.Rights}) != old {
			return app.Fail(app.Conflict, app.T("store.other_state"))
		}
		c.Role, c.Rights = fresh.Role, fresh.Rights
		ended = f.endAll(id, "")
		return nil
	})
	return ended, err
}

func (f *fake) Staff(context.Context, int) (all []Person, err error) {
	defer f.mu.Unlock()
	err = f.call("Staff")
	for _, c := range f.people {
		if c.Role.Staff() {
			all = append(all, c.Person)
		}
	}
	return all, err
}

func (f *fake) Update(_ context.Context, id, name, lang string, a app.Audit) error {
	return f.change("Update", id, a, func(c *Credentials) error {
		c.Name, c.Lang = name, lang
		return nil
	})
}

func (f *fake) SetPassword(_ context.Context, id, password, keep string, a app.Audit) (ended []string, err error) {
	err = f.change("SetPassword", id, a, func(c *Credentials) error {
		c.Password, ended = password, f.endAll(id, keep)
		return nil
	})
	return ended, err
}

// SetRights keeps the last administrator, and knows every team.
func (f *fake) SetRights(_ context.Context, id string, old, fresh app.Rights, a app.Audit) (ended []string, err error) {
	err = f.change("SetRights", id, a, func(c *Credentials) error {
		if c.Rights != old {
			return app.Fail(app.Conflict, app.T("store.other_state"))
		}
		others := 0
		for _, p := range f.people {
			if p.ID != id && !p.Disabled && p.Rights.Duties.Has(app.Administrator) {
				others++
			}
		}
		if old.Duties.Has(app.Administrator) && !fresh.Duties.Has(app.Administrator) && others == 0 {
			return ErrLastAdministrator
		}
		c.Rights, ended = fresh, f.endAll(id, "")
		return nil
	})
	return ended, err
}

func (f *fake) Directory(ctx context.Context, from app.Day, limit int) (all []Colleague, err error) {
	people, err := f.Staff(ctx, limit)
	for _, p := range people {
		c, _ := f.Colleague(ctx, p.ID, from)
		all = append(all, c)
	}
	return all, err
}

func (f *fake) Colleague(_ context.Context, id string, _ app.Day) (Colleague, error) {
	defer f.mu.Unlock()
	if err := f.call("Colleague"); err != nil {
		return Colleague{}, err
	}
	p, ok := f.people[id]
	if !ok || !p.Role.Staff() {
		return Colleague{}, app.ErrNotFound
	}
	c := f.desks[id]
	c.Person = p.Person
	return c, nil
}

func (f *fake) Teams(context.Context) ([]Team, error) {
	defer f.mu.Unlock()
	return f.teams, f.call("Teams")
}

func (f *fake) AddTeam(_ context.Context, t Team, _ time.Time, a app.Audit) error {
	defer f.mu.Unlock()
	f.teams, f.audit = append(f.teams, t), append(f.audit, a)
	return f.call("AddTeam")
}

func (f *fake) ChangeTeam(_ context.Context, t Team, a app.Audit) error {
	defer f.mu.Unlock()
	for i := range f.teams {
		if f.teams[i].ID == t.ID {
			f.teams[i] = t
		}
	}
	f.audit = append(f.audit, a)
	return f.call("ChangeTeam")
}

func (f *fake) RemoveTeam(_ context.Context, id string, a app.Audit) error {
	defer f.mu.Unlock()
	f.teams = slices.DeleteFunc(f.teams, func(t Team) bool { return t.ID == id })
	f.audit = append(f.audit, a)
	return f.call("RemoveTeam")
}

func (f *fake) desk(method, id string, a app.Audit, do func(*Colleague)) error {
	return f.change(method, id, a, func(*Credentials) error {
		c := f.desks[id]
		do(&c)
		f.desks[id] = c
		return nil
	})
}

func (f *fake) SetSkills(_ context.Context, id string, skills []Skill, a app.Audit) error {
	return f.desk("SetSkills", id, a, func(c *Colleague) { c.Skills = skills })
}

func (f *fake) SetWeek(_ context.Context, id string, week [7]calendar.Hours, a app.Audit) error {
	return f.desk("SetWeek", id, a, func(c *Colleague) { c.Shifts.Week = week })
}

func (f *fake) SetDay(_ context.Context, id string, d ShiftDay, a app.Audit) error {
	return f.desk("SetDay", id, a, func(c *Colleague) {
		c.Shifts.Days = append(slices.DeleteFunc(c.Shifts.Days, func(x ShiftDay) bool { return x.Day == d.Day }), d)
	})
}

func (f *fake) DropDay(_ context.Context, id string, d app.Day, a app.Audit) error {
	return f.desk("DropDay", id, a, func(c *Colleague) {
		c.Shifts.Days = slices.DeleteFunc(c.Shifts.Days, func(x ShiftDay) bool { return x.Day == d })
	})
}

func (f *fake) Disable(_ context.Context, id string, a app.Audit) (ended []string, err error) {
	err = f.change("Disable", id, a, func(c *Credentials) error {
		c.Disabled, ended = true, f.endAll(id, "")
		return nil
	})
	return ended, err
}

func (f *fake) Enable(_ context.Context, id string, a app.Audit) error {
	return f.change("Enable", id, a, func(c *Credentials) error {
		c.Disabled = false
		return nil
	})
}

func (f *fake) OfferFactor(_ context.Context, id string, sealed []byte) error {
	return f.change("OfferFactor", id, app.Audit{}, func(c *Credentials) error {
		c.Factor = Factor{Sealed: sealed}
		return nil
	})
}

func (f *fake) ConfirmFactor(_ context.Context, id string, step int64, codes []string, keep string, a app.Audit) (ended []string, err error) {
	err = f.change("ConfirmFactor", id, a, func(c *Credentials) error {
		c.Factor.Confirmed, c.Factor.Step, c.SecondFactor = true, step, true
		f.codes[id], ended = codes, f.endAll(id, keep)
		return nil
	})
	return ended, err
}

func (f *fake) DropFactor(_ context.Context, id, keep string, a app.Audit) (ended []string, err error) {
	err = f.change("DropFactor", id, a, func(c *Credentials) error {
		c.Factor, c.SecondFactor = Factor{}, false
		f.codes[id], ended = nil, f.endAll(id, keep)
		return nil
	})
	return ended, err
}

func (f *fake) Factors(_ context.Context, after string, most int) (all []SealedFactor, err error) {
	defer f.mu.Unlock()
	if err := f.call("Factors"); err != nil {
		return nil, err
	}
	for id, c := range f.people {
		if id > after && c.Factor.Sealed != nil {
			all = append(all, SealedFactor{id, c.Factor.Sealed})
		}
	}
	slices.SortFunc(all, func(a, b SealedFactor) int { return strings.Compare(a.Person, b.Person) })
	return all[:min(most, len(all))], nil
}

func (f *fake) ResealFactor(_ context.Context, id string, old, fresh []byte, a app.Audit) (changed bool, err error) {
	err = f.change("ResealFactor", id, a, func(c *Credentials) error {
		if changed = slices.Equal(c.Factor.Sealed, old); changed {
			c.Factor.Sealed = fresh
		}
		return nil
	})
	return changed, err
}

func (f *fake) UseStep(_ context.Context, id string, step int64) (fresh bool, err error) {
	err = f.change("UseStep", id, app.Audit{}, func(c *Credentials) error {
		fresh = step > c.Factor.Step
		c.Factor.Step = max(c.Factor.Step, step)
		return nil
	})
	return fresh, err
}

func (f *fake) UseCode(_ context.Context, id, hash string, a app.Audit) (found bool, err error) {
	err = f.change("UseCode", id, a, func(*Credentials) error {
		before := len(f.codes[id])
		f.codes[id] = slices.DeleteFunc(slices.Clone(f.codes[id]), func(c string) bool { return c == hash })
		found = len(f.codes[id]) < before
		return nil
	})
	return found, err
}

func (f *fake) ReplaceCodes(_ context.Context, id string, codes []string, a app.Audit) error {
	return f.change("ReplaceCodes", id, a, func(*Credentials) error {
		f.codes[id] = codes
		return nil
	})
}

func (f *fake) CodesLeft(_ context.Context, id string) (int, error) {
	defer f.mu.Unlock()
	err := f.call("CodesLeft")
	return len(f.codes[id]), err
}

func (f *fake) Invite(_ context.Context, i Invitation, hash string, a app.Audit) error {
	defer f.mu.Unlock()
	if err := f.call("Invite"); err != nil {
		return err
	}
	f.invitations[hash] = i
	f.audit = append(f.audit, a)
	return nil
}

func (f *fake) Invitation(_ context.Context, hash string) (Invitation, error) {
	defer f.mu.Unlock()
	if err := f.call("Invitation"); err != nil {
		return Invitation{}, err
	}
	i, ok := f.invitations[hash]
	if !ok {
		return Invitation{}, app.ErrNotFound
	}
	return i, nil
}

func (f *fake) Invitations(context.Context, time.Time, int) (all []Invitation, err error) {
	defer f.mu.Unlock()
	err = f.call("Invitations")
	for _, i := range f.invitations {
		all = append(all, i)
	}
	return all, err
}

func (f *fake) Accept(_ context.Context, hash string, p Person, password string, a app.Audit) error {
	defer f.mu.Unlock()
	if err := f.call("Accept"); err != nil {
		return err
	}
	if _, ok := f.invitations[hash]; !ok {
		return app.ErrNotFound
	}
	delete(f.invitations, hash)
	return f.add(p, password, a)
}

func (f *fake) Withdraw(_ context.Context, id string, a app.Audit) error {
	defer f.mu.Unlock()
	if err := f.call("Withdraw"); err != nil {
		return err
	}
	for hash, i := range f.invitations {
		if i.ID == id {
			delete(f.invitations, hash)
			f.audit = append(f.audit, a)
			return nil
		}
	}
	return app.ErrNotFound
}

func (f *fake) Reserve(_ context.Context, a Attempt) (*time.Time, error) {
	defer f.mu.Unlock()
	if err := f.call("Reserve"); err != nil {
		return nil, err
	}
	for _, l := range a.Limits {
		var oldest *time.Time
		n := 0
		for _, other := range f.attempts {
			if other.At.Before(a.Since) || !slices.ContainsFunc(other.Limits, func(o Limit) bool { return o.Key == l.Key }) {
				continue
			}
			n++
			if oldest == nil || other.At.Before(*oldest) {
				oldest = &other.At
			}
		}
		if n >= l.Max {
			return oldest, nil
		}
	}
	f.attempts[a.ID] = a
	return nil, nil
}

func (f *fake) Forgive(_ context.Context, id string) error {
	defer f.mu.Unlock()
	if err := f.call("Forgive"); err != nil {
		return err
	}
	delete(f.attempts, id)
	return nil
}

func (f *fake) Audit(_ context.Context, a app.Audit) error {
	defer f.mu.Unlock()
	if err := f.call("Audit"); err != nil {
		return err
	}
	f.audit = append(f.audit, a)
	return nil
}

// bank is a service over a fake store.
type bank struct {
	*Service
	t       *testing.T
	store   *fake
	events  []app.Event
	refused []string
}

func (b *bank) Publish(e app.Event) { b.events = append(b.events, e) }

func newBank(t *testing.T) *bank {
	t.Helper()
	sealer, err := secret.NewSealer(secret.NewKey())
	if err != nil {
		t.Fatal(err)
	}
	b := &bank{t: t, store: &fake{
		people: map[string]Credentials{}, codes: map[string][]string{}, identities: map[Identity]string{}, invitations: map[string]Invitation{},
		attempts: map[string]Attempt{}, sessions: map[string][]string{}, fail: map[string]error{}, desks: map[string]Colleague{},
	}}
	var mu sync.Mutex
	b.Service = New(b.store, Options{
		Hub: b, Hasher: secret.NewHasher(4, secret.Cost{KiB: 8, Passes: 1, Threads: 1}), Sealer: sealer, Policy: everybody, Kinds: []string{"deposit", "loan"},
		Refused: func(reason string) {
			mu.Lock()
			defer mu.Unlock()
			b.refused = append(b.refused, reason)
		},
	})
	return b
}

// everybody of the bank must have a second factor.
func everybody(context.Context) (app.Entry, error) { return app.Entry{Forced: app.ForcedAll()}, nil }

const good = "two quiet tracks downhill"

// person makes somebody and the actor that they are.
func (b *bank) person(role app.Role, email string) (Person, app.Actor) {
	b.t.Helper()
	p, err := b.Add(context.Background(), System, role, Draft{Name: "Anna Berg", Email: email, Password: good})
	if err != nil {
		b.t.Fatal(err)
	}
	return p, app.Actor{ID: p.ID, Name: p.Name, Role: p.Role, Duties: p.Rights.Duties, Scope: p.Rights.Scope, Session: "own", Address: "203.0.113.7"}
}

// field is the text at a field of an error, or nothing.
func field(err error, name string) string {
	e, ok := errorOf(err)
	if !ok {
		return ""
	}
	for _, f := range e.Fields {
		if f.Name == name {
			return f.Text.ID
		}
	}
	return ""
}

// did tells whether an audit record of the action is there.
func (b *bank) did(action string) bool {
	return slices.ContainsFunc(b.store.audit, func(a app.Audit) bool { return a.Action == action })
}

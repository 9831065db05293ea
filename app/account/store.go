package account

import (
	"context"
	"time"

	"telemark/app"
	"telemark/app/calendar"
)

// Store keeps people. Each method is one transaction with its audit record in it. An unknown id is app.ErrNotFound.
type Store interface {
	// Create stores a new person. ErrEmailTaken when somebody has the e-mail.
	Create(ctx context.Context, p Person, password string, a app.Audit) error
	ByEmail(ctx context.Context, email string) (Credentials, error)
	ByID(ctx context.Context, id string) (Credentials, error)
	// Staff lists operators and managers by name, disabled ones last.
	Staff(ctx context.Context, limit int) ([]Person, error)
	// Update sets Name and Lang.
	Update(ctx context.Context, id, name, lang string, a app.Audit) error
	// SetPassword sets the password, ends the person's sessions but keep and returns the hashes of the ended ones.
	SetPassword(ctx context.Context, id, password, keep string, a app.Audit) (ended []string, err error)
	// SetRights puts fresh rights in place of old ones and ends all sessions of the person; app.Conflict when the rights are not the
	// old ones any more. ErrLastAdministrator when no manager who isn't disabled would remain with that duty: of two at once who
	// take it from each other one is refused. ErrNoTeam when there is no such team. A person who leaves a team doesn't lead it any more.
	SetRights(ctx context.Context, id string, old, fresh app.Rights, a app.Audit) (ended []string, err error)
	// Disable keeps the person from signing in and ends all sessions. Disabling twice is no error. ErrLastAdministrator as above;
	// ErrHolds while the person has work in hand, also work that they get in the same moment.
	Disable(ctx context.Context, id string, a app.Audit) (ended []string, err error)
	Enable(ctx context.Context, id string, a app.Audit) error

	// Directory lists operators and managers as Staff does, with teams, skills and shifts: the days of these from one day on.
	Directory(ctx context.Context, from app.Day, limit int) ([]Colleague, error)
	// Colleague is one of them; ErrNotFound for others.
	Colleague(ctx context.Context, id string, from app.Day) (Colleague, error)
	// Teams lists teams by name.
	Teams(ctx context.Context) ([]Team, error)
	// AddTeam stores a team; ErrTeamTaken when another one has its name.
	AddTeam(ctx context.Context, t Team, at time.Time, a app.Audit) error
	// ChangeTeam sets name and lead; ErrTeamTaken as above, ErrNotInTeam when the lead is no member.
	ChangeTeam(ctx context.Context, t Team, a app.Audit) error
	// RemoveTeam deletes a team; ErrTeamInUse while somebody is in it or invited into it.
	RemoveTeam(ctx context.Context, id string, a app.Audit) error
	// SetSkills replaces a person's skills, SetWeek their usual week, SetDay one day of their shifts.
	SetSkills(ctx context.Context, id string, skills []Skill, a app.Audit) error
	SetWeek(ctx context.Context, id string, week [7]calendar.Hours, a app.Audit) error
	SetDay(ctx context.Context, id string, d ShiftDay, a app.Audit) error
	// DropDay deletes one day of a person's shifts; app.ErrNotFound when there is none.
	DropDay(ctx context.Context, id string, d app.Day, a app.Audit) error

	// OfferFactor stores an unconfirmed second factor in place of an unconfirmed one. app.Conflict when a confirmed one is there.
	OfferFactor(ctx context.Context, id string, sealed []byte) error
	// ConfirmFactor confirms the offered factor, sets its step, replaces the hashes of the recovery codes, ends the
	// person's sessions but keep. app.Conflict when none is offered or it is confirmed already.
	ConfirmFactor(ctx context.Context, id string, step int64, codes []string, keep string, a app.Audit) (ended []string, err error)
	// DropFactor removes the second factor and its recovery codes and ends the person's sessions but keep.
	DropFactor(ctx context.Context, id, keep string, a app.Audit) (ended []string, err error)
	// Factors lists sealed second factors, confirmed or not, of people after an id, by id.
	Factors(ctx context.Context, after string, most int) ([]SealedFactor, error)
	// ResealFactor replaces a sealed factor, unless it is not the old one any more.
	ResealFactor(ctx context.Context, id string, old, fresh []byte, a app.Audit) (changed bool, err error)
	// UseStep moves the factor's step forward to step; false when it stood there or further already: the code was used.
	UseStep(ctx context.Context, id string, step int64) (fresh bool, err error)
	// UseCode deletes a recovery code; false when there is none with this hash.
	UseCode(ctx context.Context, id, hash string, a app.Audit) (found bool, err error)
	// ReplaceCodes replaces the hashes of the recovery codes.
	ReplaceCodes(ctx context.Context, id string, codes []string, a app.Audit) error
	// CodesLeft counts the recovery codes that were not used.
	CodesLeft(ctx context.Context, id string) (int, error)

	// Invite stores an invitation under the hash of its token, in place of another one for the same e-mail. ErrEmailTaken when
	// somebody has the e-mail.
	Invite(ctx context.Context, i Invitation, hash string, a app.Audit) error
	// Invitation finds an invitation that is neither used nor withdrawn by the hash of its token, expired or not.
	Invitation(ctx context.Context, hash string) (Invitation, error)
	// Invitations lists those that are open at a time, the latest first.
	Invitations(ctx context.Context, at time.Time, limit int) ([]Invitation, error)
	// Accept uses up an invitation and stores its person. app.ErrNotFound when it is gone: of two at once one gets it.
	Accept(ctx context.Context, hash string, p Person, password string, a app.Audit) error
	// Withdraw deletes an open invitation.
	Withdraw(ctx context.Context, id string, a app.Audit) error

	// ByIdentity finds a person by what a provider calls them.
	ByIdentity(ctx context.Context, i Identity) (Credentials, error)
	// Link notes what a provider calls a person. app.Conflict when the identity is another one's, or the person has another one with the
	// same provider.
	Link(ctx context.Context, i Identity, id string, at time.Time, a app.Audit) error
	// CreateVouched stores a new person without a password, with what a provider calls them, and uses up the invitations for the e-mail.
	// ErrEmailTaken when somebody has the e-mail or the identity.
	CreateVouched(ctx context.Context, p Person, i Identity, a app.Audit) error
	// SetPost puts role and rights in place of old ones and ends all sessions of the person; app.Conflict when they are not the old ones any
	// more, ErrLastAdministrator as SetRights. ErrHolds when the role is another one and the person has work in hand.
	SetPost(ctx context.Context, id string, old, fresh Post, a app.Audit) (ended []string, err error)

	// Reserve counts, for each limit, the attempts under its key since a.Since. When none has reached its limit it
	// stores this attempt under all keys. Otherwise it stores nothing and returns the time of the oldest attempt that
	// still counts under a full key. Two at once must not both get the last place. Attempts before a.Since may be deleted.
	Reserve(ctx context.Context, a Attempt) (full *time.Time, err error)
	// Forgive deletes an attempt under all its keys: it was no failure. An unknown id is no error.
	Forgive(ctx context.Context, id string) error
	// Audit stores a record of something that changed nothing, such as a refused sign-in.
	Audit(ctx context.Context, a app.Audit) error
}

// Attempt is one try to sign in, counted as failed from its start until it is forgiven.
type Attempt struct {
	ID     string // app.NewID
	At     time.Time
	Since  time.Time
	Limits []Limit
}

// Limit is how many failed attempts a key may have. A key is a hash, 43 characters: what was typed is not stored.
type Limit struct {
	Key string
	Max int
}

// Publisher rings the doorbell; it never blocks.
type Publisher interface{ Publish(app.Event) }

// ErrEmailTaken is what a store says when an e-mail belongs to somebody.
var ErrEmailTaken = app.FailFields(app.Field{Name: "email", Text: app.T("account.email_taken")})

// SealedFactor is a second factor as it is stored.
type SealedFactor struct {
	Person string // id
	Sealed []byte
}

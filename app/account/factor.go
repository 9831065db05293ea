package account

import (
	"context"
	"crypto/subtle"
	"encoding/base32"
	"strconv"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"
	"github.com/skip2/go-qrcode"

	"telemark/app"
	"telemark/app/secret"
)

// The second factor: TOTP as every authenticator app knows it (RFC 6238: SHA-1, 6 digits, 30 seconds), one step of clock
// difference either way.
const (
	stepSeconds = 30
	skew        = 1
	secretBytes = 20 // RFC 4226, 4 R6
)

// RecoveryCodes is how many one-time codes come with a second factor.
const RecoveryCodes = 10

// Offer is a second factor to be set up: for the person's own eyes only.
type Offer struct {
	Secret string // base32, in groups of four
	URL    string // otpauth://…
	Size   int    // the QR code is Size modules wide and high, quiet zone included
	Path   string // of an SVG: the dark modules

	Passwordless bool // the person comes in by the bank's provider only
}

// SetUp returns the offer of a second factor, the same until it is confirmed. app.Conflict when there is one already.
func (s *Service) SetUp(ctx context.Context, actor app.Actor) (Offer, error) {
	found, err := s.store.ByID(ctx, actor.ID)
	if err != nil {
		return Offer{}, err
	}
	if found.Factor.Confirmed {
		return Offer{}, app.Fail(app.Conflict, app.T("account.factor_exists"))
	}
	raw, err := s.sealer.Open(found.Factor.Sealed, place(actor.ID))
	if err != nil { // none was offered yet, or under a key that is gone: nothing depends on it
		raw = secret.Random(secretBytes)
		if err := s.store.OfferFactor(ctx, actor.ID, s.sealer.Seal(raw, place(actor.ID))); err != nil {
			return Offer{}, err
		}
	}
	o, err := offer(raw, found.Email)
	o.Passwordless = found.Password == ""
	return o, err
}

func place(person string) secret.Place {
	return secret.Place{Table: "second_factors", Column: "secret", Row: person}
}

func offer(raw []byte, email string) (Offer, error) {
	k, err := totp.Generate(totp.GenerateOpts{Issuer: "Telemark", AccountName: email, Secret: raw})
	if err != nil {
		return Offer{}, err
	}
	qr, err := qrcode.New(k.URL(), qrcode.Medium)
	if err != nil {
		return Offer{}, err
	}
	modules := qr.Bitmap()
	var path strings.Builder
	for y, row := range modules {
		for x, dark := range row {
			if dark {
				path.WriteString("M" + strconv.Itoa(x) + " " + strconv.Itoa(y) + "h1v1h-1z")
			}
		}
	}
	return Offer{Secret: groups(k.Secret()), URL: k.URL(), Size: len(modules), Path: path.String()}, nil
}

// Confirm turns the offered second factor on, against the password and one code of it, and returns the recovery codes. The
// actor's other sessions end.
func (s *Service) Confirm(ctx context.Context, actor app.Actor, password, code string) (codes []string, err error) {
	found, err := s.confirm(ctx, actor, "password", password)
	if err != nil {
		return nil, err
	}
	return s.turnOn(ctx, actor, found, code)
}

// freshly is how long after a sign-on somebody without a password may turn a second factor on: it stands for the password.
const freshly = 10 * time.Minute

// ConfirmFresh is Confirm for somebody who has no password and has come from the bank's provider at a time. ok is false when that is too
// long ago: they go there once more.
func (s *Service) ConfirmFresh(ctx context.Context, actor app.Actor, code string, came time.Time) (codes []string, ok bool, err error) {
	found, err := s.store.ByID(ctx, actor.ID)
	switch {
	case err != nil:
		return nil, false, err
	case found.Password != "":
		return nil, false, app.FailFields(app.Field{Name: "password", Text: app.T("account.password_wrong")})
	case app.Now().Sub(came) >= freshly:
		return nil, false, nil
	}
	codes, err = s.turnOn(ctx, actor, found, code)
	return codes, true, err
}

// turnOn confirms the offered factor.
func (s *Service) turnOn(ctx context.Context, actor app.Actor, found Credentials, code string) (codes []string, err error) {
	if found.Factor.Confirmed || len(found.Factor.Sealed) == 0 {
		return nil, app.Fail(app.Conflict, app.T("account.factor_exists"))
	}
	step, ok, err := s.step(found, code)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, app.FailFields(app.Field{Name: "code", Text: app.T("account.code_wrong")})
	}
	codes, hashes := newCodes(actor.ID)
	a := app.Record(actor, "person.factor_on", actor.ID, "", "")
	ended, err := s.store.ConfirmFactor(ctx, actor.ID, step, hashes, actor.Session, a)
	if err != nil {
		return nil, err
	}
	s.end(actor.ID, ended)
	return codes, nil
}

// NewCodes replaces the recovery codes, against the password.
func (s *Service) NewCodes(ctx context.Context, actor app.Actor, password string) (codes []string, err error) {
	found, err := s.confirm(ctx, actor, "password", password)
	if err != nil {
		return nil, err
	}
	if !found.Factor.Confirmed {
		return nil, app.ErrNotFound
	}
	codes, hashes := newCodes(actor.ID)
	return codes, s.store.ReplaceCodes(ctx, actor.ID, hashes, app.Record(actor, "person.recovery_codes", actor.ID, "", ""))
}

// Drop turns the actor's second factor off, against the password. Staff can't where it is required.
func (s *Service) Drop(ctx context.Context, actor app.Actor, password string) error {
	switch must, err := s.FactorRequired(ctx, actor.Role, actor.Duties); {
	case err != nil:
		return err
	case must:
		return app.Fail(app.Forbidden, app.T("account.factor_required"))
	}
	if _, err := s.confirm(ctx, actor, "password", password); err != nil {
		return err
	}
	ended, err := s.store.DropFactor(ctx, actor.ID, actor.Session, app.Record(actor, "person.factor_off", actor.ID, "", ""))
	s.end(actor.ID, ended)
	return err
}

// CodesLeft counts the actor's recovery codes that were not used.
func (s *Service) CodesLeft(ctx context.Context, actor app.Actor) (int, error) {
	return s.store.CodesLeft(ctx, actor.ID)
}

// useFactor tells whether code is one of the app that was not used before, or a recovery code.
func (s *Service) useFactor(ctx context.Context, from app.Actor, c Credentials, code string) (fresh bool, err error) {
	if !c.Factor.Confirmed {
		return false, nil
	}
	code = typed(code)
	if len(code) == len(secret.Code()) {
		from.ID, from.Role = c.ID, c.Role
		return s.store.UseCode(ctx, c.ID, codeHash(c.ID, code), app.Record(from, "person.recovery_code_used", c.ID, "", ""))
	}
	step, ok, err := s.step(c, code)
	if err != nil || !ok {
		return false, err
	}
	return s.store.UseStep(ctx, c.ID, step)
}

// step finds the step whose code this is. Whether it was used before is the store's to say: two at once can't both be first.
func (s *Service) step(c Credentials, code string) (step int64, ok bool, err error) {
	raw, err := s.sealer.Open(c.Factor.Sealed, place(c.ID))
	if err != nil {
		return 0, false, err
	}
	code, now := typed(code), app.Now().Unix()/stepSeconds
	b32 := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw)
	options := hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}
	for n := now - skew; n <= now+skew; n++ {
		want, err := hotp.GenerateCodeCustom(b32, uint64(max(0, n)), options)
		if err != nil {
			return 0, false, err
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			step, ok = n, true
		}
	}
	return step, ok, nil
}

// newCodes makes recovery codes: as they are shown, and their hashes.
func newCodes(person string) (shown, hashes []string) {
	for range RecoveryCodes {
		c := secret.Code()
		shown, hashes = append(shown, strings.ReplaceAll(groups(c), " ", "-")), append(hashes, codeHash(person, c))
	}
	return shown, hashes
}

func codeHash(person, code string) string { return secret.Hash(person + ":" + code) }

// typed drops what people put between groups.
func typed(code string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "\u00a0", "", "–", "").Replace(code))
}

// groups puts a space after every four characters.
func groups(s string) string {
	var b strings.Builder
	for i, r := range s {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// CodeAt is the code of a second factor's secret at a time: for tests and for the demo.
func CodeAt(shown string, at time.Time) (string, error) {
	return totp.GenerateCode(strings.ReplaceAll(shown, " ", ""), at)
}

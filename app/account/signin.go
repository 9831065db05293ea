package account

import (
	"context"
	"unicode/utf8"

	"telemark/app"
	"telemark/app/secret"
)

// SignIn checks an e-mail and a password. An unknown e-mail, a disabled person and a wrong password are the same error after
// the same work. The person may still need a second factor: see Verify.
func (s *Service) SignIn(ctx context.Context, from app.Actor, email, password string) (Person, error) {
	email, _ = Email(email) // one that is no address belongs to nobody, and takes as long
	if utf8.RuneCountInString(email) > MaxEmail {
		email = ""
	}
	if utf8.RuneCountInString(password) > MaxPassword {
		password = ""
	}
	var found Credentials
	err := turn(ctx, s.hasher, func(t secret.Turn) error {
		return s.try(ctx, from, accountLimits(email, from.Address), func() (err error) {
			found, err = s.match(ctx, t, email, password)
			return err
		})
	})
	if err != nil {
		return Person{}, err
	}
	return found.Person, nil
}

// match finds who has the e-mail and compares the password, in any case.
func (s *Service) match(ctx context.Context, t secret.Turn, email, password string) (Credentials, error) {
	found, err := s.store.ByEmail(ctx, email)
	if err != nil && app.KindOf(err) != app.NotFound {
		return Credentials{}, err
	}
	right := t.Matches(found.Password, normal(password))
	if err != nil || !right || found.Disabled {
		s.refused("password")
		return Credentials{}, refuse(found.ID, "password", app.T("account.refused"))
	}
	return found, nil
}

// confirm asks the actor for the password again before something grave. Failures count for the account.
func (s *Service) confirm(ctx context.Context, actor app.Actor, field, password string) (Credentials, error) {
	found, err := s.store.ByID(ctx, actor.ID)
	if err != nil {
		return Credentials{}, err
	}
	err = turn(ctx, s.hasher, func(t secret.Turn) error {
		return s.try(ctx, actor, accountLimits(found.Email, actor.Address), func() error {
			if !t.Matches(found.Password, normal(password)) {
				s.refused("password")
				return refuse(actor.ID, field, app.T("account.password_wrong"))
			}
			return nil
		})
	})
	return found, err
}

// Verify checks the second factor of a person whose password was right: six digits of the app, or a recovery code, which is
// used up. A code of the app is good once.
func (s *Service) Verify(ctx context.Context, from app.Actor, id, code string) (Person, error) {
	found, err := s.store.ByID(ctx, id)
	if err != nil {
		return Person{}, err
	}
	limits := []Limit{{key("code", id), accountFailures}, {key("address", Network(from.Address)), addressFailures}}
	err = s.try(ctx, from, limits, func() error {
		fresh, err := s.useFactor(ctx, from, found, code)
		if err != nil {
			return err
		}
		if !fresh || found.Disabled {
			s.refused("code")
			return refuse(id, "code", app.T("account.code_wrong"))
		}
		return nil
	})
	return found.Person, err
}

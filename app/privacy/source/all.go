package source

import (
	"telemark/app/account"
	"telemark/app/application"
	"telemark/app/chat"
	"telemark/app/contact"
	"telemark/app/notice"
	"telemark/app/privacy"
	"telemark/app/session"
)

// Parts are where the data comes from.
type Parts struct {
	Own interface {
		OwnChat
		OwnContact
	}
	People   *account.Service
	Sessions *session.Keeper
	Chat     *chat.Service
	Contact  *contact.Service
	Notices  *notice.Service
	Cases    *application.Service
	Papers   *application.Documents
}

// All are the parts of an export in the order in which people read it.
func All(p Parts) []privacy.Source {
	return []privacy.Source{
		Profile{p.People}, Reach{p.Contact}, Consents{p.Own, p.Contact}, Applications{p.Cases, p.Papers}, Talks{p.Own, p.Chat}, Ratings{p.Own}, Calls{p.Own},
		Notices{p.Notices}, Devices{p.Sessions},
	}
}

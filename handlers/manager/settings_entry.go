package manager

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/setting"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Entrance is the view of manager/settings_entry: what the bank asks of its people when they come in.
type Entrance struct {
	Settings
	Rule   setting.EntryRule
	Groups []EntryGroup
	Off    []app.Text // who would be let off by the rule that is wanted
}

// EntryGroup are people who can be forced to a second factor: operators, or managers with a duty.
type EntryGroup struct {
	Word    string // "operator", or the word of a duty
	Duty    app.Duties
	Forced  bool // as ticked
	All     int
	Without int // how many have none yet
}

// Name is what the group is called.
func (g EntryGroup) Name() app.Text {
	if g.Duty == 0 {
		return app.T("settings.entry_operators")
	}
	return g.Duty.Name()
}

// Find is the address of those who have no second factor yet.
func (g EntryGroup) Find() string {
	by := "duty=" + g.Word
	if g.Duty == 0 {
		by = "role=" + g.Word
	}
	return "/manager/staff?" + by + "&state=" + string(account.Weak)
}

// has tells whether somebody is one of them.
func (g EntryGroup) has(p account.Colleague) bool {
	if g.Duty == 0 {
		return p.Role == app.Operator
	}
	return p.Role == app.Manager && p.Rights.Duties.Has(g.Duty)
}

// Entry shows it.
func (h Handlers) Entry(c *fiber.Ctx) error { return h.entry(c, nil, nil) }

// entry shows the page; with what was ticked and refused.
func (h Handlers) entry(c *fiber.Ctx, ticked *app.Forced, refused error) (err error) {
	view := Entrance{Settings: settings(c, "entry")}
	if refused != nil && !view.refuse(c, refused, nil) {
		return refused
	}
	ctx, actor := c.UserContext(), guard.Actor(c)
	if view.Rule, err = h.Settings.EntryRule(ctx, actor); err != nil {
		return err
	}
	people, _, err := h.People.Directory(ctx, actor, account.Filter{})
	if err != nil {
		return err
	}
	if ticked == nil {
		ticked = &view.Rule.Forced
	}
	for _, duty := range append([]app.Duties{0}, app.AllDuties...) {
		g := EntryGroup{Word: string(app.Operator), Duty: duty, Forced: ticked.Operators}
		if duty != 0 {
			g.Word, g.Forced = duty.String(), ticked.Duties.Has(duty)
		}
		for _, p := range people {
			if g.has(p) {
				g.All++
				if !p.SecondFactor {
					g.Without++
				}
			}
		}
		view.Groups = append(view.Groups, g)
		if w := view.Rule.Wanted; w != nil && off(view.Rule.Forced, w.Forced, duty) {
			view.Off = append(view.Off, g.Name())
		}
	}
	return web.Page(c, "manager/settings_entry", view)
}

// off tells whether a rule lets operators off, or with a duty the managers who have it.
func off(now, next app.Forced, duty app.Duties) bool {
	if duty == 0 {
		return now.Operators && !next.Operators
	}
	return now.Duties.Has(duty) && !next.Duties.Has(duty)
}

// SetEntry says who must show a second factor.
func (h Handlers) SetEntry(c *fiber.Ctx) error {
	next := forcedIn(values(c, "forced"))
	waits, err := h.Settings.SetForced(c.UserContext(), guard.Actor(c), next)
	switch {
	case err != nil:
		return h.entry(c, &next, err)
	case waits:
		return web.SeeOther(c, "/manager/settings/entry")
	}
	return web.SeeOther(c, "/manager/settings/entry?done=1")
}

// SetSingle says whether an operator who signs in ends their older sessions.
func (h Handlers) SetSingle(c *fiber.Ctx) error {
	if err := h.Settings.SetSingle(c.UserContext(), guard.Actor(c), c.FormValue("single") != ""); err != nil {
		return h.entry(c, nil, err)
	}
	return web.SeeOther(c, "/manager/settings/entry?done=1")
}

// ApproveEntry lets a weaker rule hold that somebody else wants.
func (h Handlers) ApproveEntry(c *fiber.Ctx) error {
	err := h.Settings.ApproveForced(c.UserContext(), guard.Actor(c), forcedIn(strings.Fields(c.FormValue("wanted"))))
	if err != nil {
		return h.entry(c, nil, err)
	}
	return web.SeeOther(c, "/manager/settings/entry?done=1")
}

// RefuseEntry drops a weaker rule that is wanted.
func (h Handlers) RefuseEntry(c *fiber.Ctx) error {
	if err := h.Settings.RefuseForced(c.UserContext(), guard.Actor(c)); err != nil {
		return h.entry(c, nil, err)
	}
	return web.SeeOther(c, "/manager/settings/entry")
}

// forcedIn reads the groups that were ticked; nobody offers others.
func forcedIn(words []string) app.Forced {
	f, _ := app.ParseForced(strings.Join(words, " "))
	return f
}

package manager

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"telemark/app/chat"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Topics is the view of manager/settings_topics.
type Topics struct {
	Settings
	List []TopicForm
}

// TopicForm is a topic as it is typed.
type TopicForm struct {
	Place   string // "topics.0"
	ID      string // empty of a new one
	At      string // its number in the order
	EN, RU  string
	Retired bool
	Fixed   bool // it stays last, and is always offered
}

// Topics shows what a talk can be about.
func (h Handlers) Topics(c *fiber.Ctx) error {
	list, err := h.Chat.Topics(c.UserContext())
	if err != nil {
		return err
	}
	view := Topics{Settings: settings(c, "topics")}
	view.Seen = chat.TopicsMark(list)
	for i, t := range list {
		view.List = append(view.List, TopicForm{
			ID: t.ID, At: strconv.Itoa(i + 1), EN: t.Names["en"], RU: t.Names["ru"], Retired: t.Retired, Fixed: t.ID == chat.OtherTopic,
		})
	}
	view.number()
	return web.Page(c, "manager/settings_topics", view)
}

// number gives the topics their places, and room for a new one.
func (v *Topics) number() {
	v.List = append(v.List, TopicForm{})
	for i := range v.List {
		v.List[i].Place = "topics." + strconv.Itoa(i)
	}
}

// SetTopics stores them in the order of the numbers that are typed.
func (h Handlers) SetTopics(c *fiber.Ctx) error {
	view := Topics{Settings: settings(c, "topics")}
	for i := range rows(c, "topics.", ".en", mostRows) {
		part := func(name string) string { return c.FormValue("topics." + strconv.Itoa(i) + "." + name) }
		t := TopicForm{ID: part("id"), At: part("at"), EN: part("en"), RU: part("ru"), Retired: part("retired") != ""}
		if t.Fixed = t.ID == chat.OtherTopic; t.ID != "" || t.EN != "" || t.RU != "" {
			view.List = append(view.List, t)
		}
	}
	slices.SortStableFunc(view.List, func(a, b TopicForm) int { return cmp.Compare(position(a.At), position(b.At)) })
	var list []chat.Topic
	var order []string
	for i, t := range view.List {
		list = append(list, chat.Topic{ID: t.ID, Names: map[string]string{"en": t.EN, "ru": t.RU}, Retired: t.Retired})
		place := "topics." + strconv.Itoa(i)
		order = append(order, place+".en", place+".ru")
	}
	err := h.Chat.SetTopics(c.UserContext(), guard.Actor(c), list, c.FormValue("seen"))
	if view.refuse(c, err, order) {
		if view.Seen = c.FormValue("seen"); view.Gone != "" {
			now, err := h.Chat.Topics(c.UserContext())
			if err != nil {
				return err
			}
			view.Seen = chat.TopicsMark(now)
		}
		view.number()
		return web.Page(c, "manager/settings_topics", view)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, "/manager/settings/topics?done=1")
}

// position reads where in the order a topic is wanted; without a number it comes last.
func position(typed string) float64 {
	n, err := strconv.ParseFloat(typed, 64)
	if err != nil {
		return mostRows
	}
	return n
}

package web

import (
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/gofiber/fiber/v2"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	lang "golang.org/x/text/language"

	"telemark/app"
	"telemark/partials"
)

// Languages are those that every text exists in. The first is for readers who understand none of them.
var Languages = []string{"en", "ru"}

var matcher = lang.NewMatcher([]lang.Tag{lang.English, lang.Russian})

// language is the one that the address asks for, as links of search engines do, or the reader's own choice, or else what their
// browser asks for.
func language(c *fiber.Ctx) string {
	for _, choice := range []string{c.Query("lang"), c.Cookies("lang")} {
		if slices.Contains(Languages, choice) {
			return choice
		}
	}
	_, i := lang.MatchStrings(matcher, c.Get(fiber.HeaderAcceptLanguage))
	return Languages[i]
}

// Language of the request's reader, one of Languages.
func Language(c *fiber.Ctx) string { return language(c) }

func theme(c *fiber.Ctx) string {
	if t := c.Cookies("theme"); t == "light" || t == "dark" {
		return t
	}
	return ""
}

// locale is one language's texts. Plain ones are looked up once: go-i18n matches languages anew at each call.
type locale struct {
	localizer *i18n.Localizer
	plain     sync.Map // id → string
}

var locales = sync.OnceValues(loadLocales)

func loadLocales() (map[string]*locale, error) {
	bundle := i18n.NewBundle(lang.English)
	bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	all := make(map[string]*locale, len(Languages))
	files, err := fs.Glob(partials.FS, "locale/*.toml")
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		if _, err := bundle.LoadMessageFileFS(partials.FS, file); err != nil {
			return nil, fmt.Errorf("texts of %q: %w", file, err)
		}
	}
	for _, l := range Languages {
		all[l] = &locale{localizer: i18n.NewLocalizer(bundle, l)}
	}
	return all, nil
}

// Translate puts a Text into a language. A plural is chosen by the argument Count. A text that a locale lacks shows its id: a
// test keeps that from happening.
func Translate(language string, t app.Text) string {
	all, err := locales()
	if err != nil || t.ID == "" {
		return t.ID
	}
	l, ok := all[language]
	if !ok {
		l = all[Languages[0]]
	}
	if t.Args == nil {
		if text, ok := l.plain.Load(t.ID); ok {
			return text.(string)
		}
	}
	text, err := l.localizer.Localize(&i18n.LocalizeConfig{MessageID: t.ID, TemplateData: written(language, t.Args), PluralCount: t.Args["Count"]})
	if err != nil {
		text = t.ID
	}
	if t.Args == nil && err == nil {
		l.plain.Store(t.ID, text)
	}
	return text
}

// written puts the amounts, rates and days among a text's arguments into a language.
func written(language string, args map[string]any) map[string]any {
	s, all := Shell{Lang: language}, make(map[string]any, len(args))
	for name, arg := range args {
		switch arg := arg.(type) {
		case app.Money:
			all[name] = s.Money(arg.Minor, arg.Currency)
		case app.Rate:
			all[name] = s.Share(arg)
		case app.Text:
			all[name] = Translate(language, arg)
		case app.Day:
			all[name] = s.DayOf(arg)
		default:
			all[name] = arg
		}
	}
	return all
}

var zones sync.Map // name → *time.Location

// zone is the reader's time zone by its IANA name, the bank's when there is none of that name.
func zone(name string) *time.Location {
	if loc, ok := zones.Load(name); ok {
		return loc.(*time.Location)
	}
	if name == "Local" || len(name) > 64 || !fs.ValidPath(name) { // "Europe//Moscow" and "Europe/./Moscow" are names of one file
		return app.Zone()
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return app.Zone()
	}
	zones.Store(name, loc) // as many as the zone database has names
	return loc
}

var months = map[string][12]string{
	"en": {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	"ru": {"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"},
}

// Clock is the time of day, "14:05", in the reader's zone.
func (s Shell) Clock(t time.Time) string { return t.In(s.Zone).Format("15:04") }

// Day is a date as one says it: "22 November", with the year when it isn't this one.
func (s Shell) Day(t time.Time) string {
	t = t.In(s.Zone)
	day := fmt.Sprintf("%d\u00a0%s", t.Day(), months[s.Lang][t.Month()-1])
	if t.Year() != s.Now.In(s.Zone).Year() {
		day = fmt.Sprintf("%s\u00a0%d", day, t.Year())
	}
	return day
}

// Stamp is date and time, or the time alone for today.
func (s Shell) Stamp(t time.Time) string {
	if s.Day(t) == s.Day(s.Now) {
		return s.Clock(t)
	}
	return s.Day(t) + ", " + s.Clock(t)
}

// ISO is a time for <time datetime>: UTC, with milliseconds.
func (s Shell) ISO(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// Wait is a duration that ticks: "0:18", "12:04", "1:02:03".
func (s Shell) Wait(d time.Duration) string {
	total := int(max(0, d) / time.Second)
	if total < 3600 {
		return fmt.Sprintf("%d:%02d", total/60, total%60)
	}
	return fmt.Sprintf("%d:%02d:%02d", total/3600, total/60%60, total%60)
}

// Count is a whole number with its thousands apart: "5,000" or "5 000".
func (s Shell) Count(n int) string {
	gap := ","
	if s.Lang == "ru" {
		gap = "\u00a0"
	}
	digits, sign := strconv.Itoa(n), ""
	if n < 0 {
		digits, sign = digits[1:], "-"
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + gap + digits[i:]
	}
	return sign + digits
}

package audit

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"telemark/app"
)

// Filter is what a reader asks for, as they typed it. Empty fields ask for nothing.
type Filter struct {
	Actor       string // an id, an e-mail, "system", or a part of the name of somebody of the bank
	Action      string // "room.take", or "room." for all of them
	Object      string // an id, an e-mail, the number of an application or of a request, the name of a product in addresses
	From, Until app.Day
	Text        string // that the old or the new value holds
	After       string // Page.Next of the page before
}

// Empty tells whether nothing is asked for.
func (f Filter) Empty() bool { f.After = ""; return f == Filter{} }

// Page is a part of the list.
type Page struct {
	Records []Record
	Next    string     // where the list goes on; empty at its end
	Looked  *time.Time // a text was looked for up to here, and the page isn't full: there may be more before
}

// System is the actor of what the program does by itself.
const System = "system"

// questions bounds how many lists a page is put together from.
const questions = 64

// List answers the records that fit, the latest first. It asks for each actor and each action alone, so that every question is a place in
// an index, and puts the answers together.
func (s *Service) List(ctx context.Context, actor app.Actor, f Filter) (Page, error) {
	if err := may(actor); err != nil {
		return Page{}, err
	}
	if err := s.Store.Seen(ctx, app.Record(actor, "audit.read", "audit", "", ""), app.Now().Add(-seenFor)); err != nil {
		return Page{}, err
	}
	asked, err := s.selections(ctx, f)
	if err != nil {
		return Page{}, err
	}
	page, err := s.page(ctx, asked, placeIn(f.After), f.Text, ListSize)
	if err != nil {
		return Page{}, err
	}
	return page, s.name(ctx, page.Records)
}

// selections are the questions that a filter comes to; none when nobody and nothing of that name is known.
func (s *Service) selections(ctx context.Context, f Filter) (list []Selection, err error) {
	var wrong []app.Field
	base := Selection{}
	for _, day := range []struct {
		name string
		day  app.Day
		to   *time.Time
		add  int
	}{{"from", f.From, &base.From, 0}, {"until", f.Until, &base.Until, 1}} {
		if day.day == "" {
			continue
		}
		if _, ok := app.ParseDay(string(day.day)); !ok {
			wrong = append(wrong, app.Field{Name: day.name, Text: app.T("audit.day_wrong")})
			continue
		}
		*day.to = day.day.Add(day.add).Start()
	}
	if wrong == nil && f.From != "" && f.Until != "" && f.From > f.Until {
		wrong = append(wrong, app.Field{Name: "until", Text: app.T("audit.days_turned")})
	}
	if wrong != nil {
		return nil, app.FailFields(wrong...)
	}
	list = []Selection{base}
	if list, err = s.spread(ctx, list, f.Object, s.Store.Find, func(one *Selection, v string) { one.Object = v }); err != nil {
		return nil, err
	}
	if list, err = s.spread(ctx, list, f.Actor, s.actors, func(one *Selection, v string) { one.Actor = v }); err != nil {
		return nil, err
	}
	list, err = s.spread(ctx, list, f.Action, s.actions, func(one *Selection, v string) { one.Action = v })
	return list[:min(len(list), questions)], err
}

// spread makes of each selection one for each of what a typed word stands for.
func (s *Service) spread(ctx context.Context, list []Selection, typed string, find func(context.Context, string) ([]string, error),
	set func(*Selection, string),
) (all []Selection, err error) {
	typed = strings.TrimSpace(typed)
	if typed == "" || len(list) == 0 {
		return list, nil
	}
	found := []string{typed}
	if !app.IsID(typed) {
		if found, err = find(ctx, typed); err != nil {
			return nil, err
		}
	}
	for _, one := range list {
		for _, v := range found {
			set(&one, v)
			all = append(all, one)
		}
	}
	return all, nil
}

// actors are those of a name.
func (s *Service) actors(ctx context.Context, typed string) (ids []string, err error) {
	if typed == System {
		return []string{System}, nil
	}
	if ids, err = s.Store.Find(ctx, typed); err != nil || len(ids) > 0 {
		return ids, err
	}
	staff, err := s.Store.Staff(ctx)
	for _, p := range staff {
		if holds(p.Name, typed) {
			ids = append(ids, p.ID)
		}
	}
	return ids, err
}

// actions are those that begin with what was typed.
func (s *Service) actions(ctx context.Context, typed string) (list []string, err error) {
	all, err := s.Actions(ctx)
	for _, one := range all {
		if strings.HasPrefix(one, strings.ToLower(typed)) {
			list = append(list, one)
		}
	}
	if !strings.HasSuffix(typed, ".") && !slices.Contains(list, typed) { // it may be new
		list = append(list, typed)
	}
	return list, err
}

// known keeps what actions there are for a minute: a new one is rare.
type known struct {
	mu      sync.Mutex
	actions []string
	until   time.Time
}

// Actions are all that occur in the audit, in the order of the alphabet; a new one may be missing for a minute.
func (s *Service) Actions(ctx context.Context) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := app.Now()
	if now.Before(s.until) {
		return s.known.actions, nil
	}
	all, err := s.Store.Actions(ctx)
	if err == nil {
		s.known.actions, s.until = all, now.Add(time.Minute)
	}
	return all, err
}

// page puts the answers together and, where a text is asked for, looks through so many records as a request has time for.
func (s *Service) page(ctx context.Context, asked []Selection, before Place, text string, size int) (page Page, err error) {
	step := size + 1
	if text != "" {
		step = 1000
	}
	for looked := 0; len(asked) > 0; looked += step {
		list, err := s.merged(ctx, asked, before, step)
		if err != nil {
			return page, err
		}
		for _, r := range list {
			if text != "" && !holds(r.Old, text) && !holds(r.New, text) {
				before = Place{r.At, r.Seq}
				continue
			}
			if len(page.Records) == size {
				page.Next = placeText(before)
				return page, nil
			}
			page.Records = append(page.Records, r)
			before = Place{r.At, r.Seq}
		}
		if len(list) < step {
			return page, nil
		}
		if looked+step >= Searched {
			page.Next, page.Looked = placeText(before), &before.At
			return page, nil
		}
	}
	return page, nil
}

// merged are the latest of all answers before a place.
func (s *Service) merged(ctx context.Context, asked []Selection, before Place, limit int) (all []Record, err error) {
	for _, one := range asked {
		list, err := s.Store.Page(ctx, one, before, limit)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	if len(asked) > 1 {
		slices.SortFunc(all, func(a, b Record) int {
			if c := b.At.Compare(a.At); c != 0 {
				return c
			}
			return int(b.Seq - a.Seq)
		})
	}
	return all[:min(len(all), limit)], nil
}

// name puts the names of people and things to the records of a page, in one question.
func (s *Service) name(ctx context.Context, list []Record) error {
	var ids []string
	for _, r := range list {
		for _, id := range []string{r.Actor, r.Object} {
			if app.IsID(id) && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	for part := range slices.Chunk(ids, MaxNames) {
		names, err := s.Store.Names(ctx, part)
		if err != nil {
			return err
		}
		for i := range list {
			if n, ok := names[list[i].Actor]; ok {
				list[i].Who = n
			}
			if n, ok := names[list[i].Object]; ok {
				list[i].What = n
			}
		}
	}
	return nil
}

func holds(text, part string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(part))
}

// placeText writes a place for an address; placeIn reads it, and begins at the end of the list with anything else.
func placeText(p Place) string {
	return strconv.FormatInt(p.At.UnixMilli(), 10) + "-" + strconv.FormatInt(p.Seq, 10)
}

func placeIn(text string) Place {
	at, seq, _ := strings.Cut(text, "-")
	ms, err := strconv.ParseInt(at, 10, 64)
	n, wrong := strconv.ParseInt(seq, 10, 64)
	if err != nil || wrong != nil || ms <= 0 || n <= 0 || ms > 1<<45 {
		return Place{}
	}
	return Place{At: time.UnixMilli(ms).UTC(), Seq: n}
}

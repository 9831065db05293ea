package live

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/chat"
	"telemark/handlers/web"
)

var (
	marina = app.Actor{ID: app.NewID(), Name: "Marina Kovaleva", Role: app.Client}
	anna   = app.Actor{ID: app.NewID(), Name: "Anna Sokolova", Role: app.Operator, Scope: app.Team}
	noon   = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
)

func said(by app.Actor, seq int64, after time.Duration) chat.Message {
	return chat.Message{
		ID: app.NewID(), Room: "R", Seq: seq, Author: chat.Person{ID: by.ID, Name: by.Name}, Side: chat.SideOf(by),
		Kind: chat.Said, Body: fmt.Sprintf("message %d", seq), At: noon.Add(after),
	}
}

func TestOnlyWebAddressesBecomeLinks(t *testing.T) {
	for _, tt := range []struct{ body, want string }{
		{"see https://bank.example/rates.", "see <https://bank.example/rates>."},
		{"(http://bank.example/a?b=c&d=1)", "(<http://bank.example/a?b=c&d=1>)"},
		{"javascript:alert(1) data:text/html,x", "javascript:alert(1) data:text/html,x"},
		{"https://", "https://"},
		{"один https://банк.рф/вклады два", "один <https://банк.рф/вклады> два"},
		{"https://a.example,https://b.example", "<https://a.example,https://b.example>"},
		{"no link", "no link"},
		{"", ""},
	} {
		var got strings.Builder
		for _, p := range (Article{Message: chat.Message{Body: tt.body}}).Paragraphs()[0] {
			if p.Href != "" {
				got.WriteString("<" + p.Text + ">")
			} else {
				got.WriteString(p.Text)
			}
		}
		if got.String() != tt.want {
			t.Errorf("%q became %q, want %q", tt.body, got.String(), tt.want)
		}
	}
}

func TestAnArticleCannotBringMarkupAlong(t *testing.T) {
	m := said(marina, 1, 0)
	m.Body = `<script>alert(1)</script> https://x.example/"onmouseover="alert(1)`
	m.Author.Name = `<img src=x onerror=alert(1)>`
	html, err := RenderArticle("en", m)
	if err != nil {
		t.Fatal(err)
	}
	if s := string(html); strings.Contains(s, "<script>") || strings.Contains(s, "<img") || strings.Contains(s, `"onmouseover`) {
		t.Errorf("got %s", s)
	}
	if n := strings.Count(string(html), "<article"); n != 1 {
		t.Errorf("one message became %d articles", n)
	}
}

func TestAThreadShowsRunsDaysTicksAndWhatIsNew(t *testing.T) {
	room := chat.Room{ID: "R", Seq: 6, ByClient: chat.Mark{Delivered: 4, Read: 2}, ByStaff: chat.Mark{Delivered: 6, Read: 3}}
	messages := []chat.Message{
		said(anna, 1, -24*time.Hour), said(anna, 2, 0), said(anna, 3, time.Minute), said(anna, 4, 5*time.Minute),
		said(anna, 5, 6*time.Minute), said(marina, 6, 7*time.Minute),
	}
	shell := web.ShellFor(anna, "en")
	shell.Now = noon
	thread := NewThread(shell, room, messages)
	var got []string
	for _, i := range thread.Items {
		a := i.Article
		line := fmt.Sprintf("%d own=%t %s", a.Message.Seq, a.Own, a.Tick)
		if a.First {
			line += " first"
		}
		if a.Last {
			line += " last"
		}
		if !i.Day.IsZero() {
			line += " day"
		}
		if i.Unread > 0 {
			line += fmt.Sprintf(" new=%d", i.Unread)
		}
		got = append(got, line)
	}
	want := []string{
		"1 own=true read first last day",
		"2 own=true read first day",
		"3 own=true delivered last",
		"4 own=true delivered first",
		"5 own=true stored last",
		"6 own=false  first last new=1",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

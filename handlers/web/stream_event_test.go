package web

import (
	"bufio"
	"bytes"
	"strings"
	"testing"
)

func TestEveryLineOfAnEventHasItsOwnField(t *testing.T) {
	for _, tt := range []struct{ name, id, data, want string }{
		{"message", "a", "<p>x</p>", "event: message\ndata: <p>x</p>\nid: a\n\n"},
		{"message", "", "a\nb\r\nc\rd\n", "event: message\ndata: a\ndata: b\ndata: c\ndata: d\ndata: \n\n"},
		{"beat", "", "", "event: beat\ndata: \n\n"},
		{"message", "", " a: b", "event: message\ndata:  a: b\n\n"},
		{"x\nid: forged", "1\r\ndata: forged\x00", "y", "event: xid: forged\ndata: y\nid: 1data: forged\n\n"},
		{"message", "", "a\n\nevent: end\ndata: forged", "event: message\ndata: a\ndata: \ndata: event: end\ndata: data: forged\n\n"},
		{"message", "", "Здравствуйте\u2028\u0085👋", "event: message\ndata: Здравствуйте\u2028\u0085👋\n\n"},
	} {
		if got := string(Event(tt.name, tt.id, []byte(tt.data))); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

func FuzzEvent(f *testing.F) {
	f.Add("message", "a", "b\nc")
	f.Add("a\nb", "\x00", "\r\r\n\n\r")
	f.Fuzz(func(t *testing.T, name, id, data string) {
		b := append(Event(name, id, []byte(data)), "data: next\n\n"...)
		l := &listener{Reader: bufio.NewReader(bytes.NewReader(b))}
		e, err := l.next()
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.NewReplacer("\r\n", "\n", "\r", "\n")
		field := strings.NewReplacer("\r", "", "\n", "", "\x00", "")
		want := sse{field.Replace(name), field.Replace(id), lines.Replace(data)}
		if e != want {
			t.Fatalf("%q came as %+v", b, e)
		}
		if e, err := l.next(); err != nil || e.data != "next" {
			t.Fatalf("after it came %+v, %v", e, err)
		}
	})
}

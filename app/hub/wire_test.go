package hub

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"telemark/app"
)

func TestAnEventSurvivesTheWireWithoutItsLocalValue(t *testing.T) {
	from := origin{1, 2, 3, 4, 5, 6, 7, 8}
	for _, e := range []app.Event{
		{Topic: "room.01J9ZV8QK3M5N7P9R1T3V5X7Z9", Name: "message", Seq: 1 << 40},
		{Topic: "queue", Name: "queue"},
		{Topic: "user.01J9ZV8QK3M5N7P9R1T3V5X7Z9", Name: "end", Data: []byte(`{"sessions":["a","б"]}`)},
		{Topic: strings.Repeat("a", maxTopic), Name: strings.Repeat("n", maxName), Seq: 1<<63 - 1, Data: bytes.Repeat([]byte("1"), maxData)},
	} {
		e.Local = "a secret of this process"
		b, err := encode(from, e)
		if err != nil {
			t.Errorf("%+v: %v", e, err)
			continue
		}
		if len(b) > maxPayload || bytes.Contains(b, []byte("secret")) {
			t.Errorf("%d bytes travel: %q", len(b), b)
		}
		sender, got, err := decode(e.Topic, b)
		e.Local = nil
		if err != nil || sender != from || !reflect.DeepEqual(got, e) {
			t.Errorf("%+v came as %+v from %v: %v", e, got, sender, err)
		}
	}
}

func TestWhatIsNoEventDoesNotTravel(t *testing.T) {
	good := app.Event{Topic: "room.1", Name: "message", Seq: 1}
	for name, e := range map[string]app.Event{
		"a wildcard":           {Topic: "room.*", Name: "message"},
		"all topics":           {Topic: ">", Name: "message"},
		"a space":              {Topic: "room.1 2", Name: "message"},
		"an empty token":       {Topic: "room..1", Name: "message"},
		"a dot at the end":     {Topic: "room.", Name: "message"},
		"no topic":             {Name: "message"},
		"a long topic":         {Topic: strings.Repeat("a", maxTopic+1), Name: "message"},
		"no name":              {Topic: "room.1"},
		"a line in a name":     {Topic: "room.1", Name: "message\ndata"},
		"a long name":          {Topic: "room.1", Name: strings.Repeat("n", maxName+1)},
		"a negative number":    {Topic: "room.1", Name: "message", Seq: -1},
		"data that is no JSON": {Topic: "room.1", Name: "message", Data: []byte("{")},
		"much data":            {Topic: "room.1", Name: "message", Data: bytes.Repeat([]byte("1"), maxData+1)},
	} {
		if _, err := encode(origin{}, e); err == nil {
			t.Errorf("%s was sent", name)
		}
		// What another sender puts together is refused too.
		b := append([]byte{wireVersion, 0, 0, 0, 0, 0, 0, 0, 0, byte(len(e.Name))}, e.Name...)
		seq := []byte{1}
		if e.Seq < 0 {
			seq = []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1}
		}
		b = append(append(b, seq...), e.Data...)
		if _, _, err := decode(e.Topic, b); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	b, err := encode(origin{}, good)
	if err != nil {
		t.Fatal(err)
	}
	for n := range len(b) {
		if _, _, err := decode(good.Topic, b[:n]); err == nil {
			t.Errorf("an event cut after %d of %d bytes was taken", n, len(b))
		}
	}
	b[0]++
	if _, _, err := decode(good.Topic, b); err == nil {
		t.Error("another version was taken")
	}
}

func FuzzWire(f *testing.F) {
	for _, e := range []app.Event{{Topic: "queue", Name: "queue"}, {Topic: "room.1", Name: "read", Seq: 9, Data: []byte(`{"read":9}`)}} {
		b, err := encode(origin{9}, e)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(e.Topic, b)
	}
	f.Fuzz(func(t *testing.T, topic string, b []byte) {
		from, e, err := decode(topic, b)
		if err != nil {
			return
		}
		again, err := encode(from, e)
		if err != nil {
			t.Fatalf("%+v was taken and can't be sent: %v", e, err)
		}
		from2, e2, err := decode(topic, again)
		if err != nil || from2 != from || !reflect.DeepEqual(e2, e) {
			t.Fatalf("%+v became %+v: %v", e, e2, err)
		}
	})
}

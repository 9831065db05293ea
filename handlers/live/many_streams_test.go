package live

import (
	"testing"

	"telemark/app"
)

func TestOneLoginCannotUseUpTheDescriptors(t *testing.T) {
	f := &Feed{users: map[string]*user{anna.ID: {readers: make([]*reader, mostStreams)}}}
	if err := f.serve(nil, anna); app.KindOf(err) != app.TooMany {
		t.Errorf("stream %d: got %v, want too many", mostStreams+1, err)
	}
}

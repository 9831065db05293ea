package chat

import (
	"testing"
	"time"
)

func TestAWaitIsEstimatedFromThePaceOrNotAtAll(t *testing.T) {
	// takes lie so many minutes back, the latest first
	takes := func(minutes ...int) (list []time.Time) {
		for _, m := range minutes {
			list = append(list, noon.Add(-time.Duration(m)*time.Minute))
		}
		return list
	}
	for _, tt := range []struct {
		name  string
		pace  Pace
		place int
		want  time.Duration
	}{
		{"one take every two minutes", Pace{takes(2, 4, 6, 8), 3}, 3, 6 * time.Minute},
		{"the next one", Pace{takes(2, 4, 6, 8), 3}, 1, 2 * time.Minute},
		{"half minutes are rounded up", Pace{takes(1, 2, 4), 1}, 1, 2 * time.Minute},
		{"never less than a minute", Pace{takes(0, 0, 0), 1}, 1, time.Minute},
		{"nothing for a while makes it longer", Pace{takes(20, 21, 22, 24), 3}, 1, 6 * time.Minute},
		{"two takes say nothing", Pace{takes(1, 2), 3}, 1, 0},
		{"nobody is there", Pace{takes(2, 4, 6, 8), 0}, 1, 0},
		{"too long to help", Pace{takes(10, 20, 30), 1}, 7, 0},
		{"no place", Pace{takes(2, 4, 6, 8), 3}, 0, 0},
	} {
		if got := tt.pace.Estimate(tt.place, noon); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

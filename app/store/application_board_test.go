package store_test

import (
	"slices"
	"testing"

	"telemark/app"
	"telemark/app/application"
	"telemark/app/product"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

func TestTheBoardShowsWhatItsFilterSays(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := flowing(t, db)
		ctx := t.Context()
		a := o.submitted("4508 123456")
		_, err := o.service.Take(ctx, o.manager, a.ID)
		check(t, err)
		for name, tt := range map[string]struct {
			filter application.BoardFilter
			want   bool
		}{
			"nothing":                   {application.BoardFilter{}, true},
			"its stage":                 {application.BoardFilter{Stage: "check"}, true},
			"another stage":             {application.BoardFilter{Stage: "decide"}, false},
			"its stage of another kind": {application.BoardFilter{Stage: "check", Kind: product.Loan}, false},
			"its stage and state":       {application.BoardFilter{Stage: "check", State: application.InReview, Assignee: o.manager.ID}, true},
			"a stage of what has ended": {application.BoardFilter{Stage: "check", State: application.Refused}, false},
			"older than a day":          {application.BoardFilter{Days: 1}, false},
			"stuck":                     {application.BoardFilter{Stuck: true}, false},
			"a team without people":     {application.BoardFilter{Team: app.NewID()}, false},
			"the number":                {application.BoardFilter{Find: got(t, o, a.ID).Number}, true},
			"another number":            {application.BoardFilter{Find: "20-000001"}, false},
			"the beginning of the name": {application.BoardFilter{Find: "МАРИНА ков"}, true},
			"the last name without ё":   {application.BoardFilter{Find: "ковалева", State: application.InReview}, true},
			"the middle of the name":    {application.BoardFilter{Find: "арина"}, false},
			"a pattern":                 {application.BoardFilter{Find: "%_%"}, false},
			"the name, of another kind": {application.BoardFilter{Find: "марина", Kind: product.Loan}, false},
		} {
			list, _, err := o.service.Board(ctx, o.manager, tt.filter)
			check(t, err)
			if found := slices.ContainsFunc(list, func(s application.Summary) bool { return s.ID == a.ID }); found != tt.want || len(list) > 1 {
				t.Errorf("%s: found %v of %d, want %v", name, found, len(list), tt.want)
			}
		}
	})
}

func got(t *testing.T, o office, id string) application.Application {
	t.Helper()
	a, err := o.service.Application(t.Context(), o.manager, id)
	check(t, err)
	return a
}

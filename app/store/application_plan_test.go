package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"telemark/app"
	"telemark/app/application"
	"telemark/app/product"
)

// boardFilters are all filters that differ in more than a value.
func boardFilters() (all []application.BoardFilter) {
	for _, state := range []application.State{"", application.InReview, application.Refused, application.Withdrawn} {
		for _, stuck := range []bool{false, true} {
			for _, kind := range []product.Kind{"", product.Deposit} {
				for _, stage := range []string{"", "review"} {
					for _, days := range []int{0, 7} {
						if stage == "" || !state.Ended() {
							all = append(all, application.BoardFilter{State: state, Stuck: stuck, Kind: kind, Stage: stage, Days: days})
						}
					}
				}
			}
		}
	}
	return all
}

// A page is found in the index that fits its filter, without the table, in its order; deep ones begin at their place.
//
// Whoever has a SQL Server looks at the same indexes there as at those of hottest: an Index Scan of applications is a mistake, and so is a
// Key Lookup below the Top, but for what was withdrawn.
func TestEachPageOfTheBoardUsesItsIndex(t *testing.T) {
	db := plans(t)
	now := app.Now()
	n := 0
	for _, f := range boardFilters() {
		for _, whose := range []string{"", application.Nobody, "01BENCH0000000000000000001"} {
			for _, after := range []application.Place{{}, {Since: now, ID: "01BENCH0000000000000000001"}} {
				holder := whose
				if whose == application.Nobody {
					holder = nobody
				}
				var of []string
				if whose != "" {
					of = []string{holder}
				}
				p := page{f, after, 51, now}
				name := fmt.Sprintf("%+v of %q after %v", f, whose, after.ID != "")
				plan := planOf(t, db, name, placesOf(db.read, p, of))
				want := "USING COVERING INDEX " + boardIndex(f, whose != "") + " ("
				if f.State == application.Withdrawn {
					want = strings.Replace(want, "COVERING ", "", 1)
				}
				if !strings.Contains(plan, want) {
					t.Errorf("%s: the plan is %q, which lacks %q", name, plan, want)
				}
				if by, _ := p.clock(); after.ID != "" && !strings.Contains(plan, by+">?") && !strings.Contains(plan, by+"<?") {
					t.Errorf("%s begins at the start: %s", name, plan)
				}
				if strings.Contains(plan, "SCAN") || strings.Contains(plan, "TEMP B-TREE") {
					t.Errorf("%s walks or sorts: %s", name, plan)
				}
				n++
			}
		}
	}
	if n < 200 {
		t.Errorf("only %d were tried", n)
	}
}

// planOf explains a query of bun's.
func planOf(t *testing.T, db *DB, name string, q *bun.SelectQuery) string {
	t.Helper()
	plan, err := db.explain(t.Context(), q.String())
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, q)
	}
	return plan
}

// What reaches over several holders takes the first of each from the same index, and sorts nothing but these.
func TestAPageOfATeamUsesTheIndexOfEachHolder(t *testing.T) {
	db := plans(t)
	team := []string{nobody, "01BENCH0000000000000000001", "01BENCH0000000000000000002"}
	for _, f := range boardFilters() {
		p := page{f, application.Place{}, 51, app.Now()}
		for name, q := range map[string]*bun.SelectQuery{
			"page":  applicationsAt(db.read, placesOf(db.read, p, team), p.order()),
			"count": counted(db.read, placesOf(db.read, p, team)),
		} {
			plan := planOf(t, db, name, q)
			if n := strings.Count(plan, " INDEX "+boardIndex(f, true)+" ("); n != len(team) {
				t.Errorf("the %s of %+v uses the index %d times: %s", name, f, n, plan)
			}
			if strings.Contains(plan, "SCAN a") {
				t.Errorf("the %s of %+v walks through the table: %s", name, f, plan)
			}
			if name == "page" && !strings.Contains(plan, "SEARCH a USING PRIMARY KEY (id=?)") {
				t.Errorf("the rows of %+v are read otherwise: %s", f, plan)
			}
		}
	}
}

// A name is looked up in the index of its column; whatever else the filter says is found there, too.
func TestASearchByNameUsesItsIndex(t *testing.T) {
	db := plans(t)
	for _, f := range boardFilters() {
		for _, reach := range []app.Scope{app.Own, app.Team, app.All} {
			for _, whose := range []string{"", "mine", "a team's"} {
				f.Reach, f.Team, f.Assignee = app.Reach{Scope: reach, Person: "x", Team: "y"}, "", ""
				switch whose {
				case "mine":
					f.Assignee = "x"
				case "a team's":
					f.Team = "y"
				}
				for column, end := range map[string]string{"client_key": "client", "client_last": "last"} {
					index := "applications_open_" + end
					if f.State != "" {
						index = "applications_state_" + end
					}
					want := "SEARCH a USING COVERING INDEX " + index + " ("
					if f.State == application.Withdrawn {
						want = "SEARCH a USING INDEX " + index + " ("
					}
					plan := planOf(t, db, column, namedPlaces(db.read, page{f, application.Place{}, 51, time.Now()}, column, "ов"))
					if !strings.Contains(plan, want) || strings.Contains(plan, "SCAN") || strings.Contains(plan, "TEMP B-TREE") {
						t.Errorf("%+v by %s: the plan is %q, want %q", f, column, plan, want)
					}
				}
			}
		}
	}
}

// What is asked beside the board is found in an index, too. Answers to a number of a document are few, and sorted.
func TestTheOtherListsOfApplicationsUseTheirIndexes(t *testing.T) {
	db := plans(t)
	s := Applications{db: db}
	for name, tt := range map[string]struct {
		query, want string
		sorts       bool
	}{
		"a client's own": {applicationsOf(s.applicationsQuery(db.read, 51), "x").String(), "SEARCH a USING INDEX applications_client (client_id=?)", false},
		"a number": {
			s.applicationsQuery(db.read, 2).Where("a.number = ?", "26-000001").OrderExpr("a.id").String(), "SEARCH a USING INDEX applications_number (number=?)",
			false,
		},
		"a number of a document": {
			withAnswer(s.applicationsQuery(db.read, 51), []string{"x", "y"}).String(), "SEARCH w USING COVERING INDEX application_answers_blind (blind=?)", true,
		},
		"offers whose time is over": {fill((&sqliteSpeech{}).text(applicationsExpired)), "COVERING INDEX applications_expires (offer_expires<?)", false},
	} {
		plan, err := db.explain(t.Context(), tt.query)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !strings.Contains(plan, tt.want) || strings.Contains(plan, "SCAN") || strings.Contains(plan, "TEMP B-TREE") != tt.sorts {
			t.Errorf("%s: the plan is %q, want %q", name, plan, tt.want)
		}
	}
}

// What no query uses costs every change: each index of applications is one that a test of plans names.
func TestTheIndexesOfTheBoardAreThereOnBothDatabases(t *testing.T) {
	used := map[string]bool{
		"applications_open_client": true, "applications_open_last": true, "applications_state_client": true, "applications_state_last": true,
	}
	for _, f := range boardFilters() {
		used[boardIndex(f, true)], used[boardIndex(f, false)] = true, true
	}
	elsewhere := map[string]string{ // and which test names it
		"applications_number": "an application by its number", "applications_client": "a client's own", "applications_expires": "offers whose time is over",
		"applications_submitted": "figures", "applications_client_submitted": "conversion", "applications_product": "open applications for a product",
		"applications_to_erase": "what is due", "applications_room": "holds of a room",
	}
	for _, folder := range []string{"sqlite", "mssql"} {
		there := indexesOf(t, folder)
		for name := range used {
			if !there[name] {
				t.Errorf("%s: there is no index %s", folder, name)
			}
		}
		for name := range there {
			if !used[name] && elsewhere[name] == "" {
				t.Errorf("%s: nothing uses the index %s", folder, name)
			}
		}
	}
}

// indexesOf are those of applications that the migrations leave.
func indexesOf(t *testing.T, folder string) map[string]bool {
	t.Helper()
	there := map[string]bool{}
	for _, file := range MigrationTexts(t, folder) {
		for _, m := range droppedIndex.FindAllStringSubmatch(file.Text, -1) {
			delete(there, m[1])
		}
		for _, m := range indexOfText.FindAllStringSubmatch(file.Text, -1) {
			there[m[1]] = true
		}
	}
	return there
}

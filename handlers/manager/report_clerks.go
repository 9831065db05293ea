package manager

import (
	"context"

	"telemark/app"
	"telemark/app/report"
)

// ofClerks are the figures of the operators' report.
var ofClerks = []string{"served", "pace", "handling", "first_answer", "in_time", "conversion", "rating", "load"}

// clerks is the report on operators, those with the most served first.
func (h Handlers) clerks(ctx context.Context, actor app.Actor, a Asked) ([]Clerk, error) {
	names := map[string]string{}
	for _, o := range a.Operators {
		names[o.ID] = o.Name
	}
	var order []string
	cells := map[string][]Cell{}
	figures, all := make([]report.Figure, len(ofClerks)), make([][]report.Group, len(ofClerks))
	err := beside(len(ofClerks), func(i int) (err error) {
		if figures[i], err = report.ByID(ofClerks[i]); err == nil && figures[i].Has(a.Filter) {
			all[i], err = h.Report.Split(ctx, actor, ofClerks[i], a.Filter, report.ByOperator)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	for i, groups := range all {
		f := figures[i]
		for _, g := range groups {
			if g.Key == "" {
				continue
			}
			if cells[g.Key] == nil {
				cells[g.Key] = make([]Cell, len(ofClerks))
				order = append(order, g.Key)
			}
			cell := Cell{ID: f.ID, Shown: shown(a.Shell, g.Value), Link: a.rows(f.ID, map[string]string{"operator": g.Key})}
			if f.Unit == report.Seconds && !g.None {
				cell.More = a.T("report.p90_brief", "Value", inUnit(a.Shell, f, g.Bag.Quantile(.9)))
			}
			cells[g.Key][i] = cell
		}
	}
	list := make([]Clerk, 0, len(order))
	for _, key := range order {
		name := names[key]
		if name == "" {
			name = a.T("report.somebody")
		}
		list = append(list, Clerk{Name: name, Cells: cells[key]})
	}
	return list, nil
}

// Columns are the heads of the operators' report.
func (v Reports) Columns() []report.Figure {
	list := make([]report.Figure, 0, len(ofClerks))
	for _, id := range ofClerks {
		if f, err := report.ByID(id); err == nil {
			list = append(list, f)
		}
	}
	return list
}

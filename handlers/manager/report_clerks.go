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
	for i, figure := range ofClerks {
		f, err := report.ByID(figure)
		if err != nil {
			return nil, err
		}
		if !f.Has(a.Filter) {
			continue
		}
		groups, err := h.Report.Split(ctx, actor, figure, a.Filter, report.ByOperator)
		if err != nil {
			return nil, err
		}
		for _, g := range groups {
			if g.Key == "" {
				continue
			}
			if cells[g.Key] == nil {
				cells[g.Key] = make([]Cell, len(ofClerks))
				order = append(order, g.Key)
			}
			cell := Cell{ID: figure, Shown: shown(a.Shell, g.Value), Link: a.rows(figure, map[string]string{"operator": g.Key})}
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

package report

import (
	"context"

	"telemark/app"
	"telemark/app/job"
	"telemark/app/sheet"
)

// exportPage is how many rows are read in one go.
const exportPage = 1000

func (s *Exports) title(o Order, id string) string {
	return s.Say(o.Lang, app.Text{ID: "report." + id})
}

// writeRows writes the rows behind a figure, page by page.
func (s *Exports) writeRows(ctx context.Context, w *job.Work, actor app.Actor, o Order) (n int64, err error) {
	figure, within, err := s.Report.open(actor, o.Figure, o.Filter)
	if err != nil {
		return 0, err
	}
	total, err := s.Report.Total(ctx, actor, o.Figure, o.Filter)
	if err != nil {
		return 0, err
	}
	topics, err := s.Report.Names(ctx, ByTopic, o.Lang)
	if err != nil {
		return 0, err
	}
	columns := []sheet.Column{
		{Title: s.title(o, "at"), Kind: sheet.Moment}, {Title: s.title(o, "client"), Width: 28}, {Title: s.title(o, "operator"), Width: 28},
		{Title: s.title(o, "topic"), Width: 24}, {Title: s.title(o, "kind"), Width: 18}, {Title: s.title(o, "state"), Width: 18},
		{Title: s.title(o, "number")}, {Title: s.Say(o.Lang, figure.Name()) + figure.suffix(s, o), Kind: sheet.Whole},
	}
	out, err := sheet.New(o.Format, w.Result(), s.Say(o.Lang, figure.Name()), columns)
	if err != nil {
		return 0, err
	}
	from, until := moments(figure, o.Filter.Period)
	w.Progress(0, total.Bag.N())
	for after := (Place{}); ; {
		list, err := s.Report.Store.Rows(ctx, o.Figure, within, from, until, after, exportPage)
		if err != nil {
			return n, err
		}
		for _, r := range list {
			if err := out.Row(s.cells(o, figure, topics, r)...); err != nil {
				return n, err
			}
			n++
		}
		w.Progress(n, max(n, total.Bag.N()))
		if len(list) < exportPage {
			return n, out.Close()
		}
		after = list[len(list)-1].Place
	}
}

// suffix is the unit behind the name of a column.
func (f Figure) suffix(s *Exports, o Order) string {
	if f.Unit == Seconds || f.ID == "in_time" {
		return ", " + s.title(o, "unit_seconds")
	}
	return ""
}

func (s *Exports) cells(o Order, f Figure, topics map[string]string, r Row) []any {
	kind, state := "", ""
	if r.Kind != "" {
		kind, state = s.Say(o.Lang, app.Text{ID: "apply." + "kind_" + r.Kind}), s.Say(o.Lang, app.Text{ID: "application." + "state_" + r.State})
	}
	var value any
	if r.Value >= 0 && (f.Unit == Seconds || f.Unit == Stars || f.Unit == Share) {
		value = r.Value
	}
	return []any{r.At, r.Client, r.Operator, topics[r.Topic], kind, state, r.Number, value}
}

// kindOf is how a figure stands in a table.
func (f Figure) kindOf() sheet.Kind {
	switch f.Unit {
	case Share:
		return sheet.Percent
	case Rooms, Applications:
		return sheet.Whole
	}
	return sheet.Decimal
}

// cell is a figure's value in a table; empty when there was nothing to measure.
func (v Value) cell() any {
	switch {
	case v.None:
		return nil
	case v.kindOf() == sheet.Whole:
		return int64(v.Number)
	}
	return v.Number
}

// writeTable writes every figure that knows the filter, for every day or every operator. Durations have a second column: nine of ten.
func (s *Exports) writeTable(ctx context.Context, w *job.Work, actor app.Actor, o Order) (n int64, err error) {
	by, first := ByDay, sheet.Column{Title: s.title(o, "day"), Kind: sheet.Day}
	names := map[string]string{}
	if o.What == ExportStaff {
		by, first = ByOperator, sheet.Column{Title: s.title(o, "operator"), Width: 28}
		if names, err = s.Report.Names(ctx, ByOperator, o.Lang); err != nil {
			return 0, err
		}
	}
	columns, parts, order := []sheet.Column{first}, []map[string]Value{}, []string{}
	seen := map[string]bool{}
	var figures []Figure
	for i, f := range Figures {
		if !f.Has(o.Filter) || !f.Splits(by) {
			continue
		}
		groups, err := s.Report.Split(ctx, actor, f.ID, o.Filter, by)
		if err != nil {
			return 0, err
		}
		part := map[string]Value{}
		for _, g := range groups {
			part[g.Key] = g.Value
			if !seen[g.Key] {
				seen[g.Key], order = true, append(order, g.Key)
			}
		}
		figures, parts = append(figures, f), append(parts, part)
		columns = append(columns, sheet.Column{Title: s.Say(o.Lang, f.Name()) + f.suffixOfMedian(s, o), Kind: f.kindOf()})
		if f.Unit == Seconds {
			columns = append(columns, sheet.Column{Title: s.Say(o.Lang, f.Name()) + ", " + s.title(o, "unit_p90"), Kind: sheet.Decimal})
		}
		w.Progress(int64(i+1), int64(len(Figures)))
	}
	out, err := sheet.New(o.Format, w.Result(), s.title(o, "title"), columns)
	if err != nil {
		return 0, err
	}
	for _, key := range order {
		row := []any{app.Day(key)}
		if by == ByOperator {
			name := names[key]
			if key == "" {
				name = s.title(o, "nobody")
			}
			row = []any{name}
		}
		for i, f := range figures {
			v, found := parts[i][key]
			if !found {
				v = valueOf(f, Bag{})
			}
			row = append(row, v.cell())
			if f.Unit == Seconds {
				v.Number = v.Bag.Quantile(.9)
				row = append(row, v.cell())
			}
		}
		if err := out.Row(row...); err != nil {
			return n, err
		}
		n++
	}
	return n, out.Close()
}

func (f Figure) suffixOfMedian(s *Exports, o Order) string {
	if f.Unit == Seconds {
		return ", " + s.title(o, "unit_median")
	}
	return ""
}

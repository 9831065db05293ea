package manager

import (
	"context"
	"fmt"
	"math"
	"strings"

	"telemark/app"
	"telemark/app/report"
	"telemark/handlers/web"
)

// Chart is a picture of figures with the same figures as a table. It is drawn twice, broad and narrow: a style sheet shows the one whose
// words can be read.
type Chart struct {
	web.Shell
	ID, Title, Desc string
	Plots           []Plot
	Legend          []Key
	Heads           []string
	Rows            [][]string
}

// Key is a line of the legend.
type Key struct{ Class, Name string }

// Plot is a chart at one width. Lengths are units of its own picture.
type Plot struct {
	Class         string
	Width, Height int
	Left, Right   float64 // where the lines of the grid begin and end
	Base          float64
	Grid, Marks   []Mark
	Lines         []Line
	Columns       []Column
}

// Mark is a word at a place.
type Mark struct {
	X, Y float64
	Text string
}

// Line is one row of points.
type Line struct {
	Class, Points string
	Area          string // the points with the base; empty: none
	LastX, LastY  float64
	Last          string
}

// Column is one standing bar.
type Column struct {
	X, Y, Width, Height float64
	Title               string
}

// Bars are lying bars, one below the other.
type Bars struct {
	web.Shell
	ID, Title string
	List      []Bar
	Heads     []string
}

// Bar is one of them. Share is of the longest one, in percent.
type Bar struct {
	Name, Shown, Part, Link string
	Share                   float64
}

type size struct {
	class         string
	width, height int
	marks         int // words below, at most
}

var sizes = []size{{"is-broad", 720, 240, 8}, {"is-narrow", 340, 200, 4}}

// ceiling is a round number not below n, of which a quarter is whole where n is.
func ceiling(n float64) float64 {
	if n <= 4 {
		return 4
	}
	step := math.Pow(10, math.Floor(math.Log10(n)))
	for _, of := range []float64{1, 2, 4, 5, 8, 10} {
		if c := of * step; c >= n && math.Mod(c, 4) == 0 {
			return c
		}
	}
	return math.Ceil(n/4) * 4
}

const (
	topSpace, lowSpace = 12.0, 26.0
	gridLines          = 4
)

// frame begins a plot: the grid with its numbers.
func (a Asked) frame(s size, top float64, right float64) Plot {
	p := Plot{Class: s.class, Width: s.width, Height: s.height, Left: 44, Right: float64(s.width) - right, Base: float64(s.height) - lowSpace}
	for i := range gridLines + 1 {
		value := top * float64(i) / gridLines
		p.Grid = append(p.Grid, Mark{p.Left - 8, p.y(value, top), a.Count(int(math.Round(value)))})
	}
	return p
}

func (p Plot) y(value, top float64) float64 {
	return round(p.Base - (p.Base-topSpace)*value/top)
}

func round(n float64) float64 { return math.Round(n*10) / 10 }

// trend is a count day by day, with the period before behind it.
func (a Asked) trend(m measured, before []report.Group) Chart {
	c := Chart{
		Shell: a.Shell,
		ID:    "trend", Title: a.T("report.trend"), Desc: a.T("report.trend_desc", "Name", m.Name(), "Period", a.Words()),
		Legend: []Key{{"line-1", a.T("report.this_period")}, {"line-2", a.T("report.period_before")}},
		Heads:  []string{a.T("report.day"), a.T("report.this_period"), a.T("report.period_before")},
	}
	most := 0.0
	for i, g := range m.days {
		most = max(most, g.Number, before[i].Number)
		c.Rows = append(c.Rows, []string{a.DayCell(app.Day(g.Key)), shown(a.Shell, g.Value), shown(a.Shell, before[i].Value)})
	}
	top := ceiling(most)
	for _, s := range sizes {
		p := a.frame(s, top, 48)
		p.Lines = []Line{p.line("line-2", before, top), p.line("line-1", m.days, top)}
		p.Lines[1].Area = fmt.Sprintf("%g,%g %s %g,%g", p.x(0, len(m.days)), p.Base, p.Lines[1].Points, p.Lines[1].LastX, p.Base)
		for i := range p.Lines {
			of := [][]report.Group{before, m.days}[i]
			p.Lines[i].Last = shown(a.Shell, of[len(of)-1].Value)
		}
		if d := p.Lines[0].LastY - p.Lines[1].LastY; math.Abs(d) < 14 { // two numbers on each other can't be read
			p.Lines[0].Last = ""
		}
		step := max(1, (len(m.days)+s.marks-1)/s.marks)
		for i := 0; i < len(m.days); i += step {
			p.Marks = append(p.Marks, Mark{p.x(i, len(m.days)), p.Base + 18, a.brief(app.Day(m.days[i].Key))})
		}
		c.Plots = append(c.Plots, p)
	}
	return c
}

// brief is a day as short as it can be said.
func (a Asked) brief(d app.Day) string {
	if a.Lang == "ru" {
		return d.Date().Format("02.01")
	}
	return d.Date().Format("2 Jan")
}

func (p Plot) x(i, of int) float64 {
	if of < 2 {
		return round((p.Left + p.Right) / 2)
	}
	return round(p.Left + (p.Right-p.Left)*float64(i)/float64(of-1))
}

func (p Plot) line(class string, groups []report.Group, top float64) Line {
	l := Line{Class: class}
	points := make([]string, 0, len(groups))
	for i, g := range groups {
		l.LastX, l.LastY = p.x(i, len(groups)), p.y(g.Number, top)
		points = append(points, fmt.Sprintf("%g,%g", l.LastX, l.LastY))
	}
	l.Points = strings.Join(points, " ")
	return l
}

// spark is a small line of a figure by days, and its last point. Days without anything to measure are left out.
func spark(days []report.Group) (points string, x, y float64) {
	least, most, n := math.Inf(1), math.Inf(-1), 0
	for _, g := range days {
		if !g.None {
			least, most, n = min(least, g.Number), max(most, g.Number), n+1
		}
	}
	if n < 2 {
		return "", 0, 0
	}
	var all []string
	for i, g := range days {
		if g.None {
			continue
		}
		x = round(2 + 94*float64(i)/float64(max(1, len(days)-1)))
		if y = 14; most > least {
			y = round(25 - 22*(g.Number-least)/(most-least))
		}
		all = append(all, fmt.Sprintf("%g,%g", x, y))
	}
	return strings.Join(all, " "), x, y
}

// columns draws standing bars.
func (a Asked) columns(c Chart, names, titles []string, counts []float64) Chart {
	most := 0.0
	for _, n := range counts {
		most = max(most, n)
	}
	top := ceiling(most)
	for _, s := range sizes {
		p := a.frame(s, top, 8)
		wide := (p.Right - p.Left) / float64(len(counts))
		step := max(1, (len(counts)+2*s.marks-1)/(2*s.marks))
		for i, n := range counts {
			x, y := p.Left+wide*float64(i), p.y(n, top)
			p.Columns = append(p.Columns, Column{round(x + wide*.14), y, round(wide * .72), round(p.Base - y), titles[i]})
			if i%step == 0 {
				p.Marks = append(p.Marks, Mark{round(x + wide/2), p.Base + 18, names[i]})
			}
		}
		c.Plots = append(c.Plots, p)
	}
	return c
}

// spread is how the numbers of the rows behind a figure are spread.
func (a Asked) spread(v report.Value) Chart {
	bounds := v.Bins()
	c := Chart{
		Shell: a.Shell,
		ID:    "spread", Title: a.T("report.spread", "Name", v.Name()), Heads: []string{a.T("report.from_to"), a.T("report.how_many"), a.T("report.share")},
		Desc: a.T("report.spread_desc", "Name", v.Name(), "Median", shown(a.Shell, v), "P90", inUnit(a.Shell, v.Figure, v.Bag.Quantile(.9)), "Rows", a.Count(int(v.Bag.N()))),
	}
	var names, titles []string
	var counts []float64
	for i, n := range v.Bag.Bars(bounds) {
		name, brief := a.T("report.above", "Value", a.limit(bounds[len(bounds)-1])), ">"+a.limit(bounds[len(bounds)-1])
		if i < len(bounds) {
			name, brief = a.T("report.up_to", "Value", a.limit(bounds[i])), "≤"+a.limit(bounds[i])
		}
		share := a.part(n, v.Bag.N())
		c.Rows = append(c.Rows, []string{name, a.Count(int(n)), share})
		names, titles, counts = append(names, brief), append(titles, name+": "+a.Count(int(n))+" · "+share), append(counts, float64(n))
	}
	return a.columns(c, names, titles, counts)
}

// part is a share of a whole with one decimal.
func (a Asked) part(n, of int64) string {
	return a.Shell.Share(app.Rate(math.Round(1000*float64(n)/float64(max(1, of)))) * 1000)
}

// limit is the bound of a bar.
func (a Asked) limit(seconds int64) string {
	switch {
	case seconds < 60:
		return a.T("report.seconds", "Number", seconds)
	case seconds < 3600:
		return a.T("report.minutes", "Number", seconds/60)
	case seconds < 86400:
		return a.T("report.hours", "Number", seconds/3600)
	}
	return a.T("report.days", "Number", seconds/86400)
}

// hours is a count by the hour of the day.
func (a Asked) hours(groups []report.Group) Chart {
	c := Chart{
		Shell: a.Shell,
		ID:    "hours", Title: a.T("report.by_hour"), Desc: a.T("report.by_hour_desc", "Period", a.Words()), Heads: []string{a.T("report.hour"), a.T("report.how_many")},
	}
	var names, titles []string
	var counts []float64
	for _, g := range groups {
		c.Rows = append(c.Rows, []string{g.Key + ":00", shown(a.Shell, g.Value)})
		names, titles, counts = append(names, g.Key), append(titles, g.Key+":00 – "+shown(a.Shell, g.Value)), append(counts, g.Number)
	}
	return a.columns(c, names, titles, counts)
}

// mostBars is how many lying bars are shown; the rest is in the table of the export.
const mostBars = 12

// bars is a figure's count by a dimension.
func (h Handlers) bars(ctx context.Context, actor app.Actor, a Asked, figure string, by report.Dimension) (b Bars, err error) {
	groups, err := h.Report.Split(ctx, actor, figure, a.Filter, by)
	if err != nil || len(groups) == 0 {
		return b, err
	}
	b = Bars{Shell: a.Shell, ID: figure, Title: a.Say(app.Text{ID: "report." + "by_" + string(by)}), Heads: []string{a.T("report.part"), a.T("report.how_many"), a.T("report.share")}}
	names := map[string]string{}
	for _, o := range a.Topics {
		names[o.ID] = o.Name
	}
	all, most := int64(0), int64(1)
	for _, g := range groups {
		all, most = all+g.Bag.N(), max(most, g.Bag.N())
	}
	for _, g := range groups[:min(len(groups), mostBars)] {
		name := names[g.Key]
		if by == report.ByState {
			name = a.Say(app.Text{ID: "application.state_" + g.Key})
		}
		if name == "" {
			name = g.Key
		}
		b.List = append(b.List, Bar{
			Name: name, Shown: shown(a.Shell, g.Value), Part: a.part(g.Bag.N(), all),
			Link: a.rows(figure, map[string]string{string(by): g.Key}), Share: round(100 * float64(g.Bag.N()) / float64(most)),
		})
	}
	return b, nil
}

package report

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"slices"

	"telemark/app"
)

// Cell is how many rows of an hour have the same number and are equal in everything that their figure knows of them.
type Cell struct {
	Hour     int // of the day, from its start: 0 to 24
	Operator string
	Topic    string
	Kind     string
	State    string
	Value, N int64
}

// Facet is one way in which a day of a figure is kept: its rows counted by number and by no more than one thing beside it, by all things that
// the figure knows, or by these and the hour. A question reads the smallest that answers it.
type Facet string

// The facets.
const (
	FacetWhole    Facet = "whole"
	FacetOperator Facet = "operator"
	FacetTopic    Facet = "topic"
	FacetKind     Facet = "kind"
	FacetState    Facet = "state"
	FacetHour     Facet = "hour"
	FacetThings   Facet = "things" // all of them: of figures that know more than one
	FacetAll      Facet = "all"
)

var facetOf = map[Dimension]Facet{
	Whole: FacetWhole, ByOperator: FacetOperator, ByTeam: FacetOperator, ByTopic: FacetTopic, ByKind: FacetKind, ByState: FacetState,
}

// facets are those in which a figure is kept; that of all comes first.
func (f Figure) facets() []Facet {
	list := []Facet{FacetAll, FacetWhole, FacetHour}
	for _, by := range f.Split {
		if p := facetOf[by]; !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	if len(list) > 4 {
		list = append(list, FacetThings)
	}
	return list
}

// The fields by which a facet groups.
const (
	hourField = 1 << iota
	operatorField
	topicField
	kindField
	stateField
)

func (f Figure) fields(p Facet) (fields byte) {
	one := map[Facet]byte{FacetHour: hourField, FacetOperator: operatorField, FacetTopic: topicField, FacetKind: kindField, FacetState: stateField}
	switch p { //nolint:exhaustive // the others have one field at most
	case FacetAll:
		fields = hourField
	case FacetThings:
	default:
		return one[p]
	}
	for _, by := range f.Split {
		fields |= one[facetOf[by]]
	}
	return fields
}

// only leaves of a cell what a facet groups by.
func (c Cell) only(fields byte) Cell {
	if fields&hourField == 0 {
		c.Hour = 0
	}
	for field, text := range [...]*string{&c.Operator, &c.Topic, &c.Kind, &c.State} {
		if fields&(operatorField<<field) == 0 {
			*text = ""
		}
	}
	return c
}

// beside orders cells by what they are grouped by.
func (c Cell) beside(d Cell) int {
	return cmp.Or(cmp.Compare(c.Hour, d.Hour), cmp.Compare(c.Operator, d.Operator), cmp.Compare(c.Topic, d.Topic), cmp.Compare(c.Kind, d.Kind),
		cmp.Compare(c.State, d.State))
}

// packForm is the number of the form that pack writes.
const packForm = 2

// pack writes cells as a facet of a figure's day. The same rows make the same bytes. The form: its number, the fields, the words that stand in
// them, how many groups; and of each group its hour, the places of its words, how many bytes follow, how many numbers, and these: the first as
// in binary.PutVarint, of others how much it is above the one before, each doubled, plus one when its count follows because it is not one.
func (f Figure) pack(p Facet, cells []Cell) []byte {
	fields := f.fields(p)
	list := make([]Cell, len(cells))
	for i, c := range cells {
		list[i] = c.only(fields)
	}
	slices.SortFunc(list, func(a, b Cell) int { return cmp.Or(a.beside(b), cmp.Compare(a.Value, b.Value)) })
	list = summed(list)
	words := wordsOf(list)
	groups := 0
	for i := range list {
		if i == 0 || list[i].beside(list[i-1]) != 0 {
			groups++
		}
	}
	b := append([]byte{packForm, fields}, binary.AppendUvarint(nil, uint64(len(words)))...)
	for _, w := range words {
		b = append(binary.AppendUvarint(b, uint64(len(w))), w...)
	}
	b = binary.AppendUvarint(b, uint64(groups)) //nolint:gosec // a count
	for len(list) > 0 {
		n := 1
		for n < len(list) && list[n].beside(list[0]) == 0 {
			n++
		}
		b = appendGroup(b, fields, words, list[:n])
		list = list[n:]
	}
	return b
}

// summed puts cells that are equal into one. They are in order.
func summed(list []Cell) []Cell {
	out := list[:0]
	for _, c := range list {
		if last := len(out) - 1; last >= 0 && out[last].Value == c.Value && out[last].beside(c) == 0 {
			out[last].N += c.N
			continue
		}
		out = append(out, c)
	}
	return out
}

func wordsOf(list []Cell) []string {
	seen := map[string]bool{}
	for _, c := range list {
		seen[c.Operator], seen[c.Topic], seen[c.Kind], seen[c.State] = true, true, true, true
	}
	words := make([]string, 0, len(seen))
	for w := range seen {
		words = append(words, w)
	}
	slices.Sort(words)
	return words
}

func appendGroup(b []byte, fields byte, words []string, list []Cell) []byte {
	c := list[0]
	if fields&hourField != 0 {
		b = binary.AppendUvarint(b, uint64(c.Hour)) //nolint:gosec // 0 to 24
	}
	for _, part := range []struct {
		field byte
		word  string
	}{{operatorField, c.Operator}, {topicField, c.Topic}, {kindField, c.Kind}, {stateField, c.State}} {
		if fields&part.field != 0 {
			place, _ := slices.BinarySearch(words, part.word)
			b = binary.AppendUvarint(b, uint64(place)) //nolint:gosec // of a slice
		}
	}
	numbers := appendNumbers(nil, list)
	return append(binary.AppendUvarint(b, uint64(len(numbers))), numbers...)
}

func appendNumbers(b []byte, list []Cell) []byte {
	b = binary.AppendUvarint(b, uint64(len(list)))
	for i, c := range list {
		step := uint64(c.Value<<1) ^ uint64(c.Value>>63) //nolint:gosec // the same bits
		if i > 0 {
			step = uint64(c.Value - list[i-1].Value) //nolint:gosec // in order
		}
		if c.N == 1 {
			b = binary.AppendUvarint(b, step<<1)
		} else {
			b = binary.AppendUvarint(binary.AppendUvarint(b, step<<1|1), uint64(c.N)) //nolint:gosec // a count
		}
	}
	return b
}

// group is one group of a facet with its numbers.
type group struct {
	Cell
	bag Bag
}

var errPack = errors.New("what is kept of a day of a figure can't be read")

// unpack reads what pack wrote, and passes over the groups that are not wanted.
func unpack(content []byte, wanted func(Cell) bool) (list []group, err error) {
	r := reader{content: content}
	if form, fields := r.number(), r.number(); form == packForm && fields < 1<<8 {
		list = r.groups(byte(fields), wanted) //nolint:gosec // just looked
	} else {
		r.broken = true
	}
	if r.broken || r.at < len(content) {
		return nil, errPack
	}
	return list, nil
}

// known tells whether this program knows the form.
func known(content []byte) bool { return len(content) > 0 && content[0] == packForm }

// reader counts where it is: a slice that is cut with each number costs the collector more than the reading.
type reader struct {
	content []byte
	at      int
	broken  bool
	spare   []count
}

func (r *reader) number() uint64 {
	if r.at < len(r.content) && r.content[r.at] < 0x80 { // nearly all
		r.at++
		return uint64(r.content[r.at-1])
	}
	n, size := binary.Uvarint(r.content[r.at:])
	if size <= 0 {
		r.fail()
		return 0
	}
	r.at += size
	return n
}

func (r *reader) fail() { r.broken, r.at = true, len(r.content) }

// length is a number of things that follow, each of a byte at least.
func (r *reader) length() int {
	n := r.number()
	if n > uint64(len(r.content)-r.at) { //nolint:gosec // never below 0
		r.fail()
		return 0
	}
	return int(n) //nolint:gosec // not above a length
}

func (r *reader) words() []string {
	words := make([]string, r.length())
	first := r.at
	type place struct{ from, until int }
	places := make([]place, len(words))
	for i := range words {
		n := r.length()
		places[i] = place{r.at - first, r.at - first + n}
		r.at += n
	}
	if r.broken {
		return nil
	}
	text := string(r.content[first:r.at]) // one for all: there are many
	for i, p := range places {
		words[i] = text[p.from:p.until]
	}
	return words
}

func (r *reader) word(words []string) string {
	n := r.number()
	if n >= uint64(len(words)) {
		r.fail()
		return ""
	}
	return words[n]
}

func (r *reader) groups(fields byte, wanted func(Cell) bool) (list []group) {
	words := r.words()
	for range r.length() {
		var g group
		if fields&hourField != 0 {
			g.Hour = int(r.number() & 31) //nolint:gosec // 0 to 24
		}
		for field, text := range [...]*string{&g.Operator, &g.Topic, &g.Kind, &g.State} {
			if fields&(operatorField<<field) != 0 {
				*text = r.word(words)
			}
		}
		size := r.length()
		if r.broken {
			return nil
		}
		if !wanted(g.Cell) {
			r.at += size
			continue
		}
		end := r.at + size
		if g.bag = r.bag(); r.broken || r.at != end {
			r.fail()
			return nil
		}
		list = append(list, g)
	}
	return list
}

// someCounts is how many numbers get their memory at once.
const someCounts = 1024

// bag reads the numbers of a group.
func (r *reader) bag() (b Bag) {
	n := r.length()
	if len(r.spare) < n {
		r.spare = make([]count, max(n, someCounts))
	}
	b.counts, r.spare = r.spare[:n:n], r.spare[n:]
	var value int64
	for i := range b.counts {
		step, rows := r.number(), uint64(1)
		if step&1 == 1 {
			rows = r.number()
		}
		if step >>= 1; i == 0 {
			value = int64(step>>1) ^ -int64(step&1) //nolint:gosec // the same bits
		} else {
			value += int64(step) //nolint:gosec // of pack
		}
		b.counts[i] = count{value, int64(rows)} //nolint:gosec // of pack
		b.n += int64(rows)                      //nolint:gosec // of pack
	}
	b.pairs = int64(n)
	return b
}

// cells gives a group back as it went in.
func (g group) cells(list []Cell) []Cell {
	for _, c := range g.bag.counts {
		one := g.Cell
		one.Value, one.N = c.value, c.n
		list = append(list, one)
	}
	return list
}

// Packed is a facet of a figure's day as it is kept.
type Packed struct {
	Figure  string
	Day     app.Day
	Hours   int   // how many of its hours, from the first, are counted in it
	Version int64 // of the day; 0: nothing is kept
	Content []byte
}

func (p Packed) equal(hours int, content []byte) bool {
	return p.Hours == hours && bytes.Equal(p.Content, content)
}

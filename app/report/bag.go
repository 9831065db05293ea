package report

import (
	"cmp"
	"slices"
)

// Bag is how often each number stands in the rows behind a figure. It is all that the figure is made of: bags of parts, put together, are
// the bag of the whole.
type Bag struct {
	counts []count // by value
	n      int64
	pairs  int64 // see Each
}

// count is how many rows have a number.
type count struct{ value, n int64 }

func byValue(c count, value int64) int { return cmp.Compare(c.value, value) }

func (b *Bag) add(value, n int64) {
	b.n += n
	if last := len(b.counts) - 1; last < 0 || b.counts[last].value < value { // as databases group
		b.counts = append(b.counts, count{value, n})
		b.pairs++
		return
	}
	i, found := slices.BinarySearchFunc(b.counts, value, byValue)
	if found {
		b.counts[i].n += n
		return
	}
	b.counts = slices.Insert(b.counts, i, count{value, n})
	b.pairs++
}

// join puts another part of the same whole into the bag: other rows, of other operators or other hours.
func (b *Bag) join(other Bag) { *b = joined(*b, other) }

// joined is the bag of parts of the same whole.
func joined(parts ...Bag) (b Bag) {
	for _, p := range parts {
		b.n += p.n
		b.pairs += p.pairs
	}
	b.counts = merged(parts)
	return b
}

// same is the bag of parts of what one operator did in a day: the same number in two parts is one number.
func same(parts ...Bag) Bag {
	b := joined(parts...)
	b.pairs = int64(len(b.counts))
	return b
}

// merged puts numbers together, and never changes what it is given. Where they lie close to each other, as seconds do, they are counted in one
// array; where they don't, halves are put together first, so that many small parts don't go through one large one each.
func merged(parts []Bag) []count {
	switch len(parts) {
	case 0:
		return nil
	case 1:
		return parts[0].counts
	}
	if all, ok := near(parts); ok {
		return all
	}
	a, b := merged(parts[:len(parts)/2]), merged(parts[len(parts)/2:])
	if len(a) == 0 || len(b) == 0 {
		return append(a[:len(a):len(a)], b...)
	}
	all := make([]count, 0, max(len(a), len(b))+min(len(a), len(b))/2)
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].value < b[0].value:
			all, a = append(all, a[0]), a[1:]
		case a[0].value > b[0].value:
			all, b = append(all, b[0]), b[1:]
		default:
			all, a, b = append(all, count{a[0].value, a[0].n + b[0].n}), a[1:], b[1:]
		}
	}
	return append(append(all, a...), b...)
}

// near counts numbers that lie close to each other; ok is false when they don't.
func near(parts []Bag) (all []count, ok bool) {
	var least, most int64
	total, first := 0, true
	for _, p := range parts {
		if len(p.counts) == 0 {
			continue
		}
		lo, hi := p.counts[0].value, p.counts[len(p.counts)-1].value
		if first {
			least, most, first = lo, hi, false
		}
		least, most, total = min(least, lo), max(most, hi), total+len(p.counts)
	}
	if first || most-least > int64(4*total) {
		return nil, false
	}
	array, different := make([]int64, most-least+1), 0
	for _, p := range parts {
		for _, c := range p.counts {
			if array[c.value-least] == 0 {
				different++
			}
			array[c.value-least] += c.n
		}
	}
	all = make([]count, 0, different)
	for i, n := range array {
		if n > 0 {
			all = append(all, count{least + int64(i), n})
		}
	}
	return all, true
}

// N is how many rows there are.
func (b Bag) N() int64 { return b.n }

// Values are the numbers that there are, in order.
func (b Bag) Values() []int64 {
	values := make([]int64, len(b.counts))
	for i, c := range b.counts {
		values[i] = c.value
	}
	return values
}

// Number is the figure; found is false when there is nothing to measure, which is not zero.
func (b Bag) Number(f Figure) (number float64, found bool) {
	if f.Sum == Count {
		return float64(b.n), true
	}
	if b.n == 0 {
		return 0, f.Sum == Each && f.Live
	}
	switch f.Sum {
	case Median:
		return b.Quantile(.5), true
	case Mean:
		return b.Mean(), true
	case Part:
		return float64(b.between(f.Least, f.Most)) / float64(b.n), true
	default:
		return float64(b.n) / float64(b.pairs), true
	}
}

// between is how many rows have a number from least to most.
func (b Bag) between(least, most int64) (n int64) {
	for _, c := range b.counts {
		if c.value >= least && c.value <= most {
			n += c.n
		}
	}
	return n
}

// Mean is the mean of the numbers; 0 of none.
func (b Bag) Mean() float64 {
	if b.n == 0 {
		return 0
	}
	sum := 0.0
	for _, c := range b.counts {
		sum += float64(c.value) * float64(c.n)
	}
	return sum / float64(b.n)
}

// Quantile is the number below or at which a share of the rows is: the mean of the two in the middle for the median of an even count, and
// otherwise the nearest rank, ⌈share·n⌉ (Hyndman and Fan, 1996, definitions 2 and 1). 0 of none.
func (b Bag) Quantile(share float64) float64 {
	if b.n == 0 {
		return 0
	}
	if share == .5 {
		return float64(b.rank((b.n+1)/2)+b.rank(b.n/2+1)) / 2
	}
	rank := int64(share * float64(b.n))
	if float64(rank) < share*float64(b.n) {
		rank++
	}
	return float64(b.rank(min(max(rank, 1), b.n)))
}

// rank is the k-th number of all in order, from 1.
func (b Bag) rank(k int64) int64 {
	for _, c := range b.counts {
		if k -= c.n; k <= 0 {
			return c.value
		}
	}
	return 0
}

// Bars counts the rows in bins, see Figure.Bins: one more than there are bounds. Numbers below zero, which are none, are in no bar.
func (b Bag) Bars(bounds []int64) []int64 {
	bars := make([]int64, len(bounds)+1)
	for _, c := range b.counts {
		if c.value < 0 {
			continue
		}
		i, _ := slices.BinarySearch(bounds, c.value)
		bars[i] += c.n
	}
	return bars
}

// Missing is how many rows have no number, such as conversations that nobody has answered yet.
func (b Bag) Missing() int64 {
	if i, found := slices.BinarySearchFunc(b.counts, -1, byValue); found {
		return b.counts[i].n
	}
	return 0
}

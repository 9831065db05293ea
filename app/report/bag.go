package report

import (
	"maps"
	"slices"
)

// Bag is how often each number stands in the rows behind a figure. It is all that the figure is made of: bags of parts, put together, are
// the bag of the whole.
type Bag struct {
	counts map[int64]int64
	n      int64
	pairs  int64 // see Each
}

func (b *Bag) add(value, n int64) {
	if b.counts == nil {
		b.counts = map[int64]int64{}
	}
	if b.counts[value] == 0 {
		b.pairs++
	}
	b.counts[value] += n
	b.n += n
}

// join puts another part of the same whole into the bag: other rows, of other operators or other hours.
func (b *Bag) join(other Bag) {
	pairs := b.pairs + other.pairs
	for value, n := range other.counts {
		b.add(value, n)
	}
	b.pairs = pairs
}

// N is how many rows there are.
func (b Bag) N() int64 { return b.n }

// Values are the numbers that there are, in order.
func (b Bag) Values() []int64 { return slices.Sorted(maps.Keys(b.counts)) }

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
	for value, count := range b.counts {
		if value >= least && value <= most {
			n += count
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
	for _, value := range b.Values() {
		sum += float64(value) * float64(b.counts[value])
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
	for _, value := range b.Values() {
		if k -= b.counts[value]; k <= 0 {
			return value
		}
	}
	return 0
}

// Bars counts the rows in bins, see Figure.Bins: one more than there are bounds. Numbers below zero, which are none, are in no bar.
func (b Bag) Bars(bounds []int64) []int64 {
	bars := make([]int64, len(bounds)+1)
	for value, n := range b.counts {
		if value < 0 {
			continue
		}
		i, _ := slices.BinarySearch(bounds, value)
		bars[i] += n
	}
	return bars
}

// Missing is how many rows have no number, such as conversations that nobody has answered yet.
func (b Bag) Missing() int64 { return b.counts[-1] }

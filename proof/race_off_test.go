//go:build !race

package proof

// raceEnabled tells whether these tests run with the race detector.
const raceEnabled = false

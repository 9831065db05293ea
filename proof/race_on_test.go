//go:build race

package proof

// raceEnabled tells that these tests run with the race detector, so the program under test is built with it too.
const raceEnabled = true

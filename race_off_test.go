//go:build !race

package main

// raceEnabled tells whether these tests run with the race detector.
const raceEnabled = false

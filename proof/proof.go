// Package proof holds the tests of the whole program, from the outside: it is built, started, killed and started again, and people
// with browsers use it. They run alone, after all others, because some of them watch the clock.
package proof

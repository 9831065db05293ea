// Package app holds the words that all domains of the bank share: errors, ids, time, the actor, the audit record and the
// doorbell event. It imports nothing of ours; everything else may import it.
package app

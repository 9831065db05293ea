package application

import "telemark/app"

// The names of states, acts, reasons and figures are texts whose ids are put together.

// Name is the state for its reader: "In review".
func (s State) Name() app.Text { return named("state_", string(s)) }

// Name is what happened, for a timeline: "Submitted", "The bank asked for more".
func (a Act) Name() app.Text { return named("act_", string(a)) }

// Name is the figure of which an offer has another value than what was asked for.
func (d Difference) Name() app.Text { return named("figure_", d.Figure) }

// ReasonName is one of WithdrawReasons, DeclineReasons or RefuseReasons in words.
func ReasonName(act Act, reason string) app.Text { return named(string(act)+"_reason_", reason) }

func named(family, id string) app.Text { return app.Text{ID: "application." + family + id} }

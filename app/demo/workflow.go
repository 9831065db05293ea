package demo

import (
	"context"

	"telemark/app/application/workflow"
	"telemark/app/product"
)

// Workflows publishes how the demo bank decides loans with something to secure them; everything else goes the standard way.
func Workflows(ctx context.Context, flows *workflow.Service) error {
	for _, c := range []workflow.Content{mortgages(), carLoans()} {
		if _, err := flows.Install(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

func item(id string, name said) workflow.Item { return workflow.Item{ID: id, Names: name.names()} }

const underwriter workflow.Right = "underwriter"

// intake is where anybody of the bank looks whether an application can be worked on.
func intake() workflow.Stage {
	return workflow.Stage{
		ID: "intake", Names: said{"Intake", "Приём"}.names(), Who: workflow.Staff, Hours: 4,
		Checks: []workflow.Item{
			item("identity", said{"The passport data match the database of invalid passports", "Паспорт проверен по базе недействительных"}),
			item("contact", said{"The client was reached by phone", "С клиентом связались по телефону"}),
		},
		Ways: []workflow.Way{
			{To: "verification", Right: workflow.Staff}, {To: workflow.Rework, Right: workflow.Staff}, {To: workflow.Refuse, Right: underwriter},
		},
	}
}

// decision is where underwriters decide: up to a million roubles one, above it two.
func decision(back string) workflow.Stage {
	return workflow.Stage{
		ID: "decision", Names: said{"Decision", "Решение"}.names(), Who: underwriter, Hours: 8,
		Ways: []workflow.Way{
			{To: workflow.Offer, Right: underwriter, Limit: million, Votes: 2}, {To: workflow.Refuse, Right: underwriter},
			{To: back, Right: underwriter}, {To: workflow.Rework, Right: underwriter},
		},
	}
}

func verification(papers []string, next string, more ...workflow.Item) workflow.Stage {
	return workflow.Stage{
		ID: "verification", Names: said{"Verification", "Проверка"}.names(), Who: workflow.Managers, Hours: 24, Papers: papers,
		Checks: append([]workflow.Item{
			item("income", said{"The income is confirmed", "Доход подтверждён"}),
			item("history", said{"The credit history was read", "Кредитная история изучена"}),
		}, more...),
		Ways: []workflow.Way{
			{To: next, Right: workflow.Managers}, {To: "intake", Right: workflow.Managers}, {To: workflow.Rework, Right: workflow.Managers},
			{To: workflow.Refuse, Right: underwriter},
		},
	}
}

func mortgages() workflow.Content {
	valuation := workflow.Stage{
		ID: "valuation", Names: said{"Valuation", "Оценка жилья"}.names(), Who: workflow.Managers, Hours: 72,
		Checks: []workflow.Item{
			item("report", said{"The appraiser’s report is read", "Отчёт оценщика изучен"}),
			item("title", said{"The title is clear", "Право собственности проверено"}),
		},
		Ways: []workflow.Way{{To: "decision", Right: workflow.Managers}, {To: "verification", Right: workflow.Managers}, {To: workflow.Rework, Right: workflow.Managers}},
	}
	return workflow.Content{
		Names: said{"Mortgages", "Ипотека"}.names(), Kinds: []product.Kind{product.Mortgage},
		Stages: []workflow.Stage{intake(), verification([]string{"passport", "income"}, "valuation"), valuation, decision("valuation")},
	}
}

func carLoans() workflow.Content {
	return workflow.Content{
		Names: said{"Car loans", "Автокредиты"}.names(), Kinds: []product.Kind{product.CarLoan},
		Stages: []workflow.Stage{
			intake(), verification(nil, "decision", item("car", said{"The car is not pledged to anybody", "Автомобиль не в залоге"})), decision("verification"),
		},
	}
}

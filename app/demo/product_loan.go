package demo

import (
	"telemark/app"
	"telemark/app/product"
)

var (
	loanPaper = told{
		said{"General terms of loans", "Общие условия кредитов"},
		said{
			"The agreement is made when the client has signed it by the code. The money is paid out within one working day.\n\nInterest is counted each day on the debt at the start of the day. A year has 365 days, a leap year 366. The payment is due on the same day of each month; when it is not a working day, on the next one.\n\nThe loan may be repaid early, in whole or in part, at any time and without a fee. Interest is due for the days for which the money was used.\n\nFor a late payment a penalty of 20 % a year of the overdue sum is counted for each day (Federal Law 353-FZ, article 5, part 21).\n\nThe full cost of the credit is named on the first page of the agreement. The loan may be refused without giving a reason.",
			"Договор заключён, когда клиент подписал его кодом. Деньги перечисляем в течение одного рабочего дня.\n\nПроценты начисляем каждый день на остаток долга на начало дня. В году 365 дней, в високосном 366. Платёж вносят в одно и то же число каждого месяца, а если это нерабочий день — в следующий рабочий.\n\nКредит можно погасить досрочно, полностью или частично, в любой момент и без комиссии. Проценты берём только за дни, когда вы пользовались деньгами.\n\nЗа просрочку начисляем неустойку 20 % годовых на сумму просроченного платежа за каждый день (Федеральный закон № 353-ФЗ, статья 5, часть 21).\n\nПолная стоимость кредита указана на первой странице договора. Банк может отказать в кредите без объяснения причин.",
		},
	}
	loanSteps = []told{
		{said{"Fill in the application", "Заполните заявку"}, said{"7 minutes; what you typed is kept", "7 минут, введённое сохраняется"}},
		{said{"Wait for the decision", "Дождитесь решения"}, said{"we write in the chat and by e-mail", "напишем в чат и на почту"}},
		{said{"Sign by code", "Подпишите кодом"}, said{"the money comes within one working day", "деньги придут в течение рабочего дня"}},
	}
	earlyFree = told{said{"Early repayment", "Досрочное погашение"}, said{"at any time, without a fee", "в любой момент, без комиссии"}}
	lateFee   = told{said{"Late payment", "Просрочка"}, said{"20 % a year of the overdue sum", "20 % годовых от просроченной суммы"}}
	history   = told{
		said{"Does an application change my credit history?", "Повлияет ли заявка на кредитную историю?"},
		said{"The enquiry is recorded in it. One application does no harm; many within a few days may.", "Запрос в ней останется. Одна заявка не навредит, а вот много заявок за несколько дней могут."},
	}
	fullCost = told{
		said{"Why is the full cost higher than the rate?", "Почему полная стоимость выше ставки?"},
		said{"It takes in all payments that you must make to get the loan, and when they fall due.", "В неё входят все платежи, без которых кредит не получить, с учётом их сроков."},
	}
)

func tailwindLoan() offering {
	s := story{
		name: said{"Loan “Tailwind”", "Кредит «Попутный ветер»"},
		lead: said{
			"Cash for any purpose, without collateral. A decision within one working day.",
			"Деньги на любые цели без залога и поручителей. Решение за один рабочий день.",
		},
		conditions: []told{
			{said{"Purpose", "Цель"}, said{"any", "любая"}},
			{said{"Decision", "Решение"}, said{"within 8 working hours", "до 8 рабочих часов"}},
			earlyFree, lateFee,
			{said{"Insurance", "Страхование"}, said{"only if you wish; the rate doesn’t depend on it", "по желанию, ставка от него не зависит"}},
		},
		steps: loanSteps, questions: []told{fullCost, history}, documents: []told{loanPaper},
	}
	amounts, terms := []int64{30 * thousand, 300 * thousand, 1 * million, 5 * million}, []int{6, 25, 60, 60}
	cells := grid("", amounts, terms, []app.Rate{269, 279}, []app.Rate{244, 254}, []app.Rate{219, 229})
	salary := grid("salary", amounts, terms, []app.Rate{249, 259}, []app.Rate{224, 234}, []app.Rate{199, 209})
	return offering{slug: "loan-tailwind", kind: product.Loan, drift: tenth * 2, content: product.Content{
		Texts:      s.texts(),
		Attributes: product.Attributes{Credit: &product.CreditTerms{Methods: []product.Method{product.Annuity}, EarlyFree: true, DecisionIn: 8}},
		Tariffs:    []product.Tariff{{Currency: app.RUB, Cells: append(cells, salary...)}},
		Rules:      borrower(21, 70, 25),
		Form: []product.Step{aboutYou(), papersOfYours(), workAndIncome(), step("purpose", said{"Purpose", "Цель кредита"},
			choice("purpose", said{"What the money is for", "На что нужны деньги"},
				option{"home", said{"Repairs and home", "Ремонт и дом"}}, option{"health", said{"Health", "Здоровье"}},
				option{"study", said{"Study", "Учёба"}}, option{"travel", said{"Travel", "Путешествие"}}, option{"other", said{"Something else", "Другое"}},
			),
			when(bounded(field("purpose_other", product.TextField, said{"What exactly", "Что именно"}), 0, 200), "purpose", "other"),
		)},
		Papers: []product.Paper{passportPages(), incomeProof(false)},
	}, next: func(c *product.Content) { *c = shifted(*c, -5*tenth) }}
}

// borrower is of an age, lives in Russia and has an income of at least so many thousand roubles a month, of which instalments take half.
func borrower(youngest, oldest int, income int64) product.Rules {
	return product.Rules{MinAge: youngest, MaxAge: oldest, MinIncome: income * thousand, MaxShare: 50 * percent, Residence: []string{"RU"}}
}

func freshTrackLoan() offering {
	s := story{
		name: said{"Refinancing “Fresh Track”", "Рефинансирование «Новая лыжня»"},
		lead: said{
			"Up to five loans and cards of other banks in one, with one date and a smaller payment.",
			"До пяти кредитов и карт других банков в одном: одна дата и меньше платёж.",
		},
		conditions: []told{
			{said{"What can be refinanced", "Что можно объединить"}, said{"loans older than 3 months, without overdue payments", "кредиты старше 3 месяцев без просрочек"}},
			{said{"Decision", "Решение"}, said{"within 16 working hours", "до 16 рабочих часов"}},
			{said{"How we repay", "Как погасим"}, said{"we transfer the money to the other banks ourselves", "сами переведём деньги в другие банки"}},
			earlyFree, lateFee,
		},
		steps: loanSteps, questions: []told{fullCost, {
			said{"Do the old loans close by themselves?", "Старые кредиты закроются сами?"},
			said{"We send the money; the request for early repayment you make at your bank. We show how.", "Мы переведём деньги, а заявление на досрочное погашение нужно подать в своём банке. Подскажем, как."},
		}, history}, documents: []told{loanPaper},
	}
	cells := grid("", []int64{100 * thousand, 700 * thousand, 5 * million}, []int{12, 37, 84, 84}, []app.Rate{229, 239}, []app.Rate{199, 209})
	return offering{slug: "loan-fresh-track", kind: product.Loan, began: -1, content: product.Content{
		Texts:      s.texts(),
		Attributes: product.Attributes{Credit: &product.CreditTerms{Methods: []product.Method{product.Annuity}, EarlyFree: true, DecisionIn: 16}},
		Tariffs:    []product.Tariff{{Currency: app.RUB, Cells: cells}},
		Rules:      borrower(21, 70, 30),
		Form: []product.Step{aboutYou(), papersOfYours(), workAndIncome(), step("debts", said{"Loans to refinance", "Какие кредиты объединить"},
			bounded(field("lenders", product.TextField, said{"Banks and numbers of the agreements", "Банки и номера договоров"}), 0, 500),
			bounded(field("debt", product.AmountField, said{"How much is left to pay, ₽", "Сколько осталось выплатить, ₽"}), 100*thousand, 5*million),
			field("overdue", product.YesField, said{"There were overdue payments in the last half-year", "За последние полгода были просрочки"}),
		)},
		Papers: []product.Paper{passportPages(), incomeProof(true)},
	}}
}

func roadCarLoan() offering {
	s := story{
		name: said{"Car loan “Mountain Road”", "Автокредит «Горная дорога»"},
		lead: said{
			"For a new or used car from a dealer or a private seller. The car is the collateral.",
			"На новую или подержанную машину в салоне или у частного продавца. Машина остаётся в залоге.",
		},
		conditions: []told{
			{said{"Down payment", "Первоначальный взнос"}, said{"from 15 % of the price", "от 15 % стоимости"}},
			{said{"Security", "Обеспечение"}, said{"the car, until the loan is repaid", "автомобиль до погашения кредита"}},
			{said{"Car", "Автомобиль"}, said{"not older than 15 years at the end of the term", "не старше 15 лет к концу срока"}},
			{said{"Decision", "Решение"}, said{"within 8 working hours, good for 30 days", "до 8 рабочих часов, действует 30 дней"}},
			earlyFree, lateFee,
		},
		steps: loanSteps, questions: []told{fullCost, {
			said{"Do I need full insurance of the car?", "Нужно ли каско?"},
			said{"No. The compulsory motor insurance is enough.", "Нет, достаточно ОСАГО."},
		}}, documents: []told{loanPaper},
	}
	cells := grid("", []int64{200 * thousand, 1500 * thousand, 8 * million}, []int{12, 37, 96, 96}, []app.Rate{209, 219}, []app.Rate{189, 199})
	return offering{slug: "car-loan-mountain-road", kind: product.CarLoan, content: product.Content{
		Texts: s.texts(),
		Attributes: product.Attributes{Credit: &product.CreditTerms{
			Methods: []product.Method{product.Annuity}, MinDown: int64(15 * percent), EarlyFree: true, Collateral: "car", DecisionIn: 8,
		}},
		Tariffs: []product.Tariff{{Currency: app.RUB, Cells: cells}},
		Rules:   borrower(21, 70, 35),
		Form: []product.Step{aboutYou(), papersOfYours(), workAndIncome(), step("car", said{"Car", "Автомобиль"},
			choice("condition", said{"Which car", "Какой автомобиль"},
				option{"new", said{"New", "Новый"}}, option{"used", said{"Used", "С пробегом"}}, option{"unknown", said{"Not chosen yet", "Ещё не выбран"}}),
			when(bounded(field("mileage", product.NumberField, said{"Mileage, km", "Пробег, км"}), 0, 500_000), "condition", "used"),
			optional(bounded(field("model", product.TextField, said{"Make and model", "Марка и модель"}), 0, 100)),
		)},
		Papers: []product.Paper{passportPages(), incomeProof(true), paper("licence", said{"Driving licence", "Водительское удостоверение"},
			said{"Both sides.", "Обе стороны."}, false)},
	}}
}

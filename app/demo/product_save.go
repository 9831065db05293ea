package demo

import (
	"telemark/app"
	"telemark/app/product"
)

const insured = 1_400_000 * rouble // by the state, for one person in one bank: 177-FZ

var (
	depositPaper = told{
		said{"General terms of deposits", "Общие условия вкладов"},
		said{
			"The agreement is made when the client has signed it by the code and the first money has come in.\n\nInterest is counted each day on the balance at the start of the day, from the day after the money came in to the day on which it is paid out, that day included. A year has 365 days, a leap year 366.\n\nThe rate of a term deposit doesn’t change until the end of the term. When it is closed earlier, interest is counted anew at the rate for early closing, and interest that was paid already is settled with the deposit.\n\nDeposits are insured under Federal Law 177-FZ: up to 1,400,000 ₽ for one person in one bank, with interest. Deposits in other currencies are paid out in roubles at the official rate of the day of the insured event.",
			"Договор заключён, когда клиент подписал его кодом и на счёт поступили первые деньги.\n\nПроценты начисляем каждый день на остаток на начало дня: со дня, следующего за поступлением денег, по день выплаты включительно. В году 365 дней, в високосном 366.\n\nСтавка срочного вклада не меняется до конца срока. Если закрыть вклад раньше, проценты пересчитываем по ставке досрочного закрытия, а уже выплаченные учитываем при возврате вклада.\n\nВклады застрахованы по Федеральному закону № 177-ФЗ: до 1 400 000 ₽ на одного человека в одном банке, вместе с процентами. Возмещение по вкладам в других валютах выплачивают в рублях по официальному курсу на день страхового случая.",
		},
	}
	depositSteps = []told{
		{said{"Fill in the application", "Заполните заявку"}, said{"4 minutes; you can stop and go on later", "4 минуты, можно прерваться и продолжить позже"}},
		{said{"Sign by code", "Подпишите кодом"}, said{"We send the agreement and a code by SMS", "Пришлём договор и код в СМС"}},
		{said{"Transfer the money", "Переведите деньги"}, said{"From an account in any bank, within 5 days", "Со счёта в любом банке, до 5 дней"}},
	}
	aboveInsured = told{
		said{"What about money above 1.4 million ₽?", "Что будет с деньгами свыше 1,4 млн ₽?"},
		said{"The state insures up to 1.4 million ₽ for one person in one bank, with interest. What is above is not insured.", "Государство страхует до 1,4 млн ₽ на одного человека в одном банке, вместе с процентами. Сумма сверх этого не застрахована."},
	}
	interestTax = told{
		said{"Is there a tax on the interest?", "Нужно ли платить налог с дохода?"},
		said{"The tax service counts it for all your deposits of a year together and sends a notice.", "Налог считает ФНС по всем вашим вкладам за год и присылает уведомление."},
	}
	early = func(rate said) told {
		return told{said{"Closing early", "Закрытие раньше срока"}, said{"possible, interest at " + rate.en, "можно, доход по ставке " + rate.ru}}
	}
)

func savingForm() []product.Step {
	return []product.Step{
		aboutYou(), papersOfYours(),
		step("money", said{"Where the money comes from", "Откуда деньги"},
			choice("source", said{"Source of the money", "Источник средств"},
				option{"income", said{"Income and savings", "Доходы и сбережения"}},
				option{"sale", said{"Sale of a home or a car", "Продажа жилья или машины"}},
				option{"gift", said{"Gift or inheritance", "Подарок или наследство"}},
			),
			field("tax_resident", product.YesField, said{"I pay taxes in Russia only", "Я плачу налоги только в России"}),
		),
	}
}

// saver may be anybody who is of age, with work or without.
var saver = product.Rules{MinAge: 18, Jobless: true}

func passDeposit() offering {
	s := story{
		name: said{"Deposit “Pass”", "Вклад «Перевал»"},
		lead: said{
			"The rate stays the same for the whole term. Interest comes each month: take it or add it to the deposit.",
			"Ставка не меняется весь срок. Проценты начисляем каждый месяц: можно забирать их или прибавлять к вкладу.",
		},
		conditions: []told{
			{said{"Top-ups", "Пополнение"}, said{"in the first 60 days, from 1,000 ₽", "первые 60 дней, от 1 000 ₽"}},
			{said{"Partial withdrawal", "Частичное снятие"}, said{"no", "нет"}},
			early(said{"0.1 %", "0,1 %"}),
			{said{"Renewal", "Продление"}, said{"automatic, at the rate of that day", "автоматически, по ставке дня продления"}},
		},
		steps: depositSteps, questions: []told{aboveInsured, interestTax, {
			said{"Can I open it for a child?", "Можно ли открыть вклад на ребёнка?"}, said{"Yes, in an office.", "Да, в отделении."},
		}},
		documents: []told{depositPaper},
	}
	amounts, terms := []int64{50 * thousand, 500 * thousand, 1500 * thousand, 30 * million}, []int{3, 6, 12, 18, 24, 24}
	return offering{slug: "deposit-pass", kind: product.Deposit, drift: tenth, content: product.Content{
		Texts: s.texts(), Rules: saver, Form: savingForm(),
		Attributes: product.Attributes{Deposit: &product.DepositTerms{
			Payouts: []product.Payout{product.Monthly}, Capitalise: true, TopUpDays: 60, TopUpMin: 1000 * rouble, EarlyRate: int64(tenth), Prolonged: true, Insured: insured,
		}},
		Tariffs: []product.Tariff{{Currency: app.RUB, Cells: grid("", amounts, terms,
			[]app.Rate{128, 134, 140, 132, 125}, []app.Rate{132, 139, 145, 136, 129}, []app.Rate{134, 141, 147, 138, 131})}},
	}, next: func(c *product.Content) { *c = shifted(*c, -3*tenth) }}
}

func trailDeposit() offering {
	s := story{
		name: said{"Deposit “Trail”", "Вклад «Тропа»"},
		lead: said{
			"Top it up and take out a part whenever you need to: the interest already earned stays yours.",
			"Пополняйте и снимайте часть денег, когда нужно: уже начисленные проценты сохраняются.",
		},
		conditions: []told{
			{said{"Top-ups", "Пополнение"}, said{"at any time, from 1,000 ₽", "в любой момент, от 1 000 ₽"}},
			{said{"Partial withdrawal", "Частичное снятие"}, said{"at any time, down to 10,000 ₽", "в любой момент, до остатка 10 000 ₽"}},
			early(said{"0.1 %", "0,1 %"}),
			{said{"Renewal", "Продление"}, said{"automatic, at the rate of that day", "автоматически, по ставке дня продления"}},
		},
		steps: depositSteps, questions: []told{aboveInsured, interestTax}, documents: []told{depositPaper},
	}
	return offering{slug: "deposit-trail", kind: product.Deposit, began: -2, content: product.Content{
		Texts: s.texts(), Rules: saver, Form: savingForm(),
		Attributes: product.Attributes{Deposit: &product.DepositTerms{
			Payouts: []product.Payout{product.Monthly, product.Quarterly}, Capitalise: true, TopUpDays: -1, TopUpMin: 1000 * rouble,
			Withdrawals: true, EarlyRate: int64(tenth), Prolonged: true, Insured: insured,
		}},
		Tariffs: []product.Tariff{{Currency: app.RUB, Cells: grid("", []int64{10 * thousand, 300 * thousand, 15 * million}, []int{6, 12, 18, 18},
			[]app.Rate{108, 112, 105}, []app.Rate{112, 117, 109})}},
	}}
}

func eastDeposit() offering {
	s := story{
		name: said{"Deposit “East Slope”", "Вклад «Восточный склон»"},
		lead: said{
			"Savings in yuan or dollars. Interest comes at the end of the term, in the currency of the deposit.",
			"Сбережения в юанях или долларах. Проценты выплачиваем в конце срока в валюте вклада.",
		},
		conditions: []told{
			{said{"Top-ups", "Пополнение"}, said{"no", "нет"}},
			{said{"Partial withdrawal", "Частичное снятие"}, said{"no", "нет"}},
			early(said{"0.01 %", "0,01 %"}),
			{said{"Paying out dollars in cash", "Выдача долларов наличными"}, said{"within the limits that the Bank of Russia sets; yuan without a limit", "в пределах, которые установил Банк России; юани без ограничений"}},
			{said{"Renewal", "Продление"}, said{"no: the money goes to your current account", "нет: деньги вернутся на текущий счёт"}},
		},
		steps: depositSteps, questions: []told{{
			said{"How is a deposit in yuan insured?", "Как застрахован вклад в юанях?"},
			said{"As one in roubles: up to 1.4 million ₽ together with your other deposits in the bank. It is paid out in roubles at the official rate.", "Так же, как в рублях: до 1,4 млн ₽ вместе с другими вашими вкладами в банке. Возмещение выплачивают в рублях по официальному курсу."},
		}, interestTax}, documents: []told{depositPaper},
	}
	end := 1
	return offering{slug: "deposit-east-slope", kind: product.Deposit, began: -3, ends: &end, content: product.Content{
		Texts: s.texts(), Rules: saver, Form: savingForm(),
		Attributes: product.Attributes{Deposit: &product.DepositTerms{Payouts: []product.Payout{product.AtEnd}, EarlyRate: 100, Insured: insured}},
		Tariffs: []product.Tariff{
			{Currency: app.CNY, Cells: grid("", []int64{5 * thousand, 100 * thousand, 3 * million}, []int{6, 12, 12}, []app.Rate{25, 31}, []app.Rate{28, 34})},
			{Currency: app.USD, Cells: grid("", []int64{1 * thousand, 500 * thousand}, []int{6, 12, 12}, []app.Rate{10, 14})},
		},
	}}
}

func firstSnowDeposit() offering {
	s := story{
		name: said{"Deposit “First Snow”", "Вклад «Первый снег»"},
		lead: said{"A seasonal deposit for half a year, with interest at the end.", "Сезонный вклад на полгода с выплатой процентов в конце срока."},
		conditions: []told{
			{said{"Top-ups", "Пополнение"}, said{"no", "нет"}},
			early(said{"0.1 %", "0,1 %"}),
		},
		steps: depositSteps, questions: []told{aboveInsured}, documents: []told{depositPaper},
	}
	end := -1
	return offering{slug: "deposit-first-snow", kind: product.Deposit, began: -3, ends: &end, content: product.Content{
		Texts: s.texts(), Rules: saver, Form: savingForm(),
		Attributes: product.Attributes{Deposit: &product.DepositTerms{Payouts: []product.Payout{product.AtEnd}, EarlyRate: int64(tenth), Insured: insured}},
		Tariffs:    []product.Tariff{{Currency: app.RUB, Cells: grid("", []int64{100 * thousand, 5 * million}, []int{6, 6}, []app.Rate{150})}},
	}}
}

func hutSavings() offering {
	s := story{
		name: said{"Savings account “Hut”", "Накопительный счёт «Приют»"},
		lead: said{
			"Money at hand that earns interest each day. No term: top up and withdraw as you like.",
			"Деньги под рукой, а проценты идут каждый день. Срока нет: пополняйте и снимайте, когда хотите.",
		},
		conditions: []told{
			{said{"Top-ups and withdrawals", "Пополнение и снятие"}, said{"at any time, any sum", "в любой момент, любая сумма"}},
			{said{"Interest", "Проценты"}, said{"each day on the balance, paid on the last day of the month", "каждый день на остаток, выплата в последний день месяца"}},
			{said{"New clients", "Новым клиентам"}, said{"a higher rate for who had no account with us in the last year", "повышенная ставка тем, у кого год не было счетов в нашем банке"}},
			{said{"Change of the rate", "Изменение ставки"}, said{"we tell you 30 days before", "предупредим за 30 дней"}},
		},
		steps: depositSteps[:2], questions: []told{aboveInsured, interestTax, {
			said{"How is it different from a deposit?", "Чем счёт отличается от вклада?"},
			said{"It has no term and its rate may change; a deposit keeps its rate to the end of the term.", "У него нет срока, а ставка может измениться; у вклада она закреплена до конца срока."},
		}}, documents: []told{depositPaper},
	}
	const hi = 10 * million
	return offering{slug: "savings-hut", kind: product.Savings, began: -1, content: product.Content{
		Texts: s.texts(), Rules: saver, Form: savingForm()[:2],
		Attributes: product.Attributes{Deposit: &product.DepositTerms{
			Payouts: []product.Payout{product.Monthly}, Capitalise: true, TopUpDays: -1, Withdrawals: true, Prolonged: true, Insured: insured,
		}},
		Tariffs: []product.Tariff{{Currency: app.RUB, Cells: []product.Cell{
			flat("", 0, 1500*thousand-1, 11*percent), flat("", 1500*thousand, hi, 9*percent), flat("new", 0, hi, 14*percent), flat("salary", 0, hi, 12*percent),
		}}},
	}, next: func(c *product.Content) { *c = shifted(*c, -percent/2) }}
}

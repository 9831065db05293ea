package demo

import (
	"telemark/app"
	"telemark/app/product"
)

var (
	cardPaper = told{
		said{"General terms of cards", "Общие условия карт"},
		said{
			"A card is issued for five years and stays the bank’s property. Who has lost it blocks it at once in the application, in the chat or by telephone; from that moment the bank answers for payments made with it.\n\nPayments with a credit card are free of interest when the whole debt is paid back within the interest-free time. It doesn’t apply to cash and transfers, on which interest is counted from the day on which they are made.\n\nEach month a part of the debt must be paid by the day that the statement names. For a late payment a penalty of 20 % a year of the overdue sum is counted.\n\nCashback is credited in roubles by the fifth working day of the next month. It is not paid for cash, transfers, taxes and fines.",
			"Карту выпускаем на пять лет, она остаётся собственностью банка. Если карта потеряна, сразу заблокируйте её в приложении, в чате или по телефону: с этого момента за операции по ней отвечает банк.\n\nПокупки по кредитной карте не облагаются процентами, если вернуть весь долг в течение льготного периода. На снятие наличных и переводы он не распространяется, проценты по ним идут со дня операции.\n\nКаждый месяц нужно вносить часть долга до даты, указанной в выписке. За просрочку начисляем неустойку 20 % годовых от просроченной суммы.\n\nКешбэк начисляем рублями до пятого рабочего дня следующего месяца. Он не положен за снятие наличных, переводы, налоги и штрафы.",
		},
	}
	cardSteps = []told{
		{said{"Fill in the application", "Заполните заявку"}, said{"3 minutes", "3 минуты"}},
		{said{"Get the card", "Получите карту"}, said{"by courier in 1–3 days, or in an office", "курьером за 1–3 дня или в отделении"}},
		{said{"Pay", "Платите"}, said{"set the PIN in the application", "ПИН-код задайте в приложении"}},
	}
	graceAsk = told{
		said{"When does the interest-free time begin?", "Когда начинается льготный период?"},
		said{"With the first purchase after the debt was paid back. To pay no interest, return the whole debt before its last day.", "С первой покупки после погашения долга. Чтобы не платить проценты, верните весь долг до последнего дня периода."},
	}
	cashFee = product.Fee{ID: "withdrawal", Per: product.PerAct, Minor: 390 * rouble, Part: 39 * tenth}
	newCard = product.Fee{ID: "replacement", Per: product.PerAct, Minor: 500 * rouble}
)

func creditCardForm() []product.Step {
	return []product.Step{aboutYou(), papersOfYours(), workAndIncome(), delivery()}
}

func avalancheCard() offering {
	s := story{
		name: said{"Credit card “Avalanche”", "Кредитная карта «Лавина»"},
		lead: said{
			"Up to 120 days without interest on purchases. Service is free.",
			"До 120 дней без процентов на покупки. Обслуживание бесплатное.",
		},
		conditions: []told{
			{said{"Without interest", "Без процентов"}, said{"up to 120 days, for purchases", "до 120 дней, на покупки"}},
			{said{"Least payment a month", "Минимальный платёж в месяц"}, said{"3 % of the debt, at least 500 ₽, and the interest", "3 % долга, не меньше 500 ₽, и проценты"}},
			{said{"Taking out cash", "Снятие наличных"}, said{"3.9 % and 390 ₽; no interest-free time", "3,9 % и 390 ₽, без льготного периода"}},
			lateFee,
		},
		steps: cardSteps, questions: []told{graceAsk, history}, documents: []told{cardPaper},
	}
	return offering{slug: "credit-card-avalanche", kind: product.CreditCard, content: product.Content{
		Texts:      s.texts(),
		Attributes: product.Attributes{Card: &product.CardTerms{Network: "Mir", GraceDays: 120, MinShare: int64(3 * percent), MinPay: 500 * rouble}},
		Tariffs: []product.Tariff{{
			Currency: app.RUB, Cells: []product.Cell{flat("", 10*thousand, 300*thousand-1, 349*tenth), flat("", 300*thousand, 1*million, 319*tenth)},
			Fees: []product.Fee{{ID: "service", Per: product.PerYear}, cashFee, newCard},
		}},
		Rules: borrower(20, 70, 20), Form: creditCardForm(), Papers: []product.Paper{passportPages(), incomeProof(false)},
	}, next: func(c *product.Content) { *c = shifted(*c, -percent) }}
}

func leopardCard() offering {
	s := story{
		name: said{"Credit card “Snow Leopard”", "Кредитная карта «Снежный барс»"},
		lead: said{
			"2 % back on every purchase and 55 days without interest. For larger spending.",
			"2 % кешбэка с каждой покупки и 55 дней без процентов. Для больших трат.",
		},
		conditions: []told{
			{said{"Without interest", "Без процентов"}, said{"up to 55 days, for purchases", "до 55 дней, на покупки"}},
			{said{"Cashback", "Кешбэк"}, said{"2 % of purchases, up to 5,000 ₽ a month", "2 % от покупок, до 5 000 ₽ в месяц"}},
			{said{"Least payment a month", "Минимальный платёж в месяц"}, said{"5 % of the debt, at least 1,000 ₽, and the interest", "5 % долга, не меньше 1 000 ₽, и проценты"}},
			{said{"Taking out cash", "Снятие наличных"}, said{"3.9 % and 390 ₽; no interest-free time", "3,9 % и 390 ₽, без льготного периода"}},
			lateFee,
		},
		steps: cardSteps, questions: []told{graceAsk}, documents: []told{cardPaper},
	}
	return offering{slug: "credit-card-snow-leopard", kind: product.CreditCard, began: -5, content: product.Content{
		Texts: s.texts(),
		Attributes: product.Attributes{Card: &product.CardTerms{
			Network: "Mir", GraceDays: 55, MinShare: int64(5 * percent), MinPay: 1000 * rouble, Cashback: int64(2 * percent), CashMax: 5000 * rouble,
		}},
		Tariffs: []product.Tariff{{
			Currency: app.RUB, Cells: []product.Cell{flat("", 100*thousand, 2*million, 299*tenth), flat("premium", 100*thousand, 3*million, 279*tenth)},
			Fees: []product.Fee{{ID: "service", Per: product.PerYear, Minor: 4990 * rouble, InCost: true}, cashFee},
		}},
		Rules: borrower(21, 70, 80), Form: creditCardForm(), Papers: []product.Paper{passportPages(), incomeProof(true)},
	}}
}

func debitForm() []product.Step {
	return []product.Step{aboutYou(), papersOfYours(), delivery()}
}

func skiPassCard() offering {
	s := story{
		name: said{"Debit card “Ski Pass”", "Дебетовая карта «Скипасс»"},
		lead: said{
			"1 % back on all purchases, 5 % a year on the balance. Free, without conditions.",
			"1 % кешбэка со всех покупок и 5 % годовых на остаток. Бесплатно и без условий.",
		},
		conditions: []told{
			{said{"Cashback", "Кешбэк"}, said{"1 % of purchases, up to 3,000 ₽ a month", "1 % от покупок, до 3 000 ₽ в месяц"}},
			{said{"Interest on the balance", "Процент на остаток"}, said{"5 % a year, paid monthly", "5 % годовых, выплата каждый месяц"}},
			{said{"Cash", "Наличные"}, said{"free in any cash machine, up to 150,000 ₽ a month", "без комиссии в любых банкоматах, до 150 000 ₽ в месяц"}},
			{said{"Transfers by telephone number", "Переводы по номеру телефона"}, said{"free up to 100,000 ₽ a month", "без комиссии до 100 000 ₽ в месяц"}},
		},
		steps: cardSteps, questions: []told{aboveInsured, interestTax}, documents: []told{cardPaper},
	}
	return offering{slug: "debit-card-ski-pass", kind: product.DebitCard, began: -2, content: product.Content{
		Texts: s.texts(), Rules: saver, Form: debitForm(),
		Attributes: product.Attributes{Card: &product.CardTerms{
			Network: "Mir", Cashback: int64(percent), CashMax: 3000 * rouble, Balance: int64(5 * percent),
		}},
		Tariffs: []product.Tariff{{
			Currency: app.RUB, Cells: []product.Cell{flat("", 0, 100*million, 5*percent)},
			Fees: []product.Fee{{ID: "service", Per: product.PerYear}, newCard},
		}},
	}}
}

func traverseCard() offering {
	s := story{
		name: said{"Debit card “Traverse”", "Дебетовая карта «Траверс»"},
		lead: said{
			"UnionPay for travelling: accounts in roubles and in yuan with one card.",
			"UnionPay для поездок: рублёвый и юаневый счёт на одной карте.",
		},
		conditions: []told{
			{said{"Where it works", "Где работает"}, said{"in Russia and in countries that take UnionPay cards of Russian banks: ask us before you go", "в России и странах, где принимают карты UnionPay российских банков: уточните перед поездкой"}},
			{said{"Exchange", "Обмен валюты"}, said{"in the application, at the bank’s rate of that minute", "в приложении по курсу банка на эту минуту"}},
		},
		steps: cardSteps, questions: []told{{
			said{"From which account is the money taken?", "С какого счёта спишут деньги?"},
			said{"From the one that you have chosen in the application for the card; you can change it at any time.", "С того, который вы выбрали для карты в приложении; его можно сменить в любой момент."},
		}}, documents: []told{cardPaper},
	}
	fees := func(month int64) []product.Fee {
		return []product.Fee{{ID: "service", Per: product.PerMonth, Minor: month * rouble}, {ID: "withdrawal", Per: product.PerAct, Part: percent}}
	}
	return offering{slug: "debit-card-traverse", kind: product.DebitCard, began: -1, content: product.Content{
		Texts: s.texts(), Rules: saver, Form: debitForm(), Attributes: product.Attributes{Card: &product.CardTerms{Network: "UnionPay", Cashback: int64(percent / 2)}},
		Tariffs: []product.Tariff{
			{Currency: app.RUB, Cells: []product.Cell{flat("", 0, 100*million, 0)}, Fees: fees(149)},
			{Currency: app.CNY, Cells: []product.Cell{flat("", 0, 10*million, 0)}, Fees: fees(12)},
		},
	}}
}

func classicCard() offering {
	s := story{
		name:       said{"Debit card “Classic”", "Дебетовая карта «Классика»"},
		lead:       said{"A plain card for each day. It is no longer issued.", "Простая карта на каждый день. Больше не выпускается."},
		conditions: []told{{said{"Service", "Обслуживание"}, said{"590 ₽ a year", "590 ₽ в год"}}},
		steps:      cardSteps, documents: []told{cardPaper},
	}
	return offering{slug: "debit-card-classic", kind: product.DebitCard, began: -20, archived: true, content: product.Content{
		Texts: s.texts(), Rules: saver, Attributes: product.Attributes{Card: &product.CardTerms{Network: "Mir"}},
		Tariffs: []product.Tariff{{
			Currency: app.RUB, Cells: []product.Cell{flat("", 0, 100*million, 0)},
			Fees: []product.Fee{{ID: "service", Per: product.PerYear, Minor: 590 * rouble}},
		}},
	}}
}

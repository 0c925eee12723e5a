package io.rlmprov.ui;

import io.rlmprov.classroom.Spending;
import io.rlmprov.classroom.Spending.Account;
import io.rlmprov.classroom.Spending.Calls;
import io.rlmprov.classroom.Spending.User;
import io.rlmprov.config.Llm.Amount;
import io.rlmprov.config.Printable;
import io.rlmprov.config.UtcTime;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** What a class has spent, for people: a table of users, and a sentence for each thing that needs attention. */
public record SpendingText(Style style) {
    /** One page of text. */
    public String render(String hub, Spending spending) {
        StringBuilder text =
                new StringBuilder("Hub " + hub + ", " + period(spending) + ": " + spent(spending.total()) + ".\n");
        if (!spending.users().isEmpty()) {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of(
                    "USER",
                    "CALLS",
                    "FAILED",
                    "REFUSED",
                    "INPUT",
                    "OUTPUT",
                    "SPENT",
                    "BUDGET",
                    "USED",
                    "LAST CALL (UTC)"));
            spending.users().forEach(user -> rows.add(row(user)));
            text.append(Table.of(rows));
        }
        notes(spending).forEach(note -> text.append(style.yellow(note)).append('\n'));
        return text.toString();
    }

    private static String period(Spending spending) {
        return spending.since()
                .map(day -> "since " + day + " (" + spending.timezone() + "; budgets start again each "
                        + spending.every() + ")")
                .orElse("since the first call");
    }

    /** What was spent, of which budget, as a clause. */
    static String spent(Account total) {
        String limit = total.budget().map(budget -> " of " + amount(budget)).orElse("");
        String percent = total.percent().map(it -> " (" + it + " %)").orElse("");
        boolean tokens = total.budget().filter(Amount.Tokens.class::isInstance).isPresent();
        return tokens
                ? count(total.tokens()) + limit + " spent" + percent + ", " + dollars(total.usd())
                : dollars(total.usd()) + limit + " spent" + percent + ", " + count(total.tokens()) + " tokens";
    }

    private static List<String> row(User user) {
        Account account = user.account();
        return List.of(
                Printable.line(user.name()) + (user.stopped() ? " (stopped)" : ""),
                sum(user, Calls::count),
                sum(user, Calls::failed),
                count(user.refused()),
                sum(user, Calls::input),
                sum(user, Calls::output),
                dollars(account.usd()),
                account.budget()
                        .map(it -> amount(it) + (user.ownBudget() ? " (own)" : ""))
                        .orElse("-"),
                account.percent().map(it -> it + " %").orElse("-"),
                user.last().map(UtcTime::minute).orElse("-"));
    }

    private static List<String> notes(Spending spending) {
        List<String> notes = new ArrayList<>();
        if (spending.stopped()) {
            notes.add("The calls of everybody are stopped.");
        }
        spending.alarm().ifPresent(alarm -> notes.add(alarm + " % of the class's budget is spent."));
        boolean limited = spending.total().budget().isPresent()
                || spending.users().stream()
                        .anyMatch(user -> user.account().budget().isPresent());
        if (!limited && !spending.users().isEmpty()) {
            notes.add("No budget limits the spending; set llm.budget in hub.yaml.");
        }
        spending.providers().stream()
                .filter(provider -> !provider.trouble().isEmpty())
                .forEach(provider -> notes.add("Provider " + Printable.line(provider.name()) + ": "
                        + Printable.line(provider.trouble()) + "."));
        return notes;
    }

    private static String sum(User user, ToLongFunction<Calls> of) {
        return count(user.calls().stream().mapToLong(of).sum());
    }

    private static String amount(Amount amount) {
        return switch (amount) {
            case Amount.Usd(BigDecimal usd) -> dollars(usd);
            case Amount.Tokens(long tokens) -> count(tokens) + " tokens";
        };
    }

    /** With cents, and with more digits where the amount has less than a cent. */
    private static String dollars(BigDecimal usd) {
        boolean small = usd.signum() > 0 && usd.compareTo(new BigDecimal("0.01")) < 0;
        return "$" + usd.setScale(small ? 6 : 2, RoundingMode.HALF_UP).toPlainString();
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}

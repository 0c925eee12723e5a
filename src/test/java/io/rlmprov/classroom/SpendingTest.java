package io.rlmprov.classroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.config.Llm.Amount;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.ui.SpendingText;
import io.rlmprov.ui.Style;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From what the gateway answers to what a teacher reads. */
class SpendingTest {
    private static final String WEEK = """
            {"every": "week", "since": "2026-11-23", "today": "2026-11-26", "timezone": "Europe/Berlin", "stopped": true,
             "total": {"usd": "40.125", "tokens": 61000, "budget": {"usd": "50"}, "percent": 80, "alarm": 80},
             "users": [
               {"user": "ada", "usd": "40.12", "tokens": 60000, "budget": {"usd": "2.5"}, "ownBudget": true, "percent": 100,
                "stopped": false, "refused": {"budget_spent": 2, "model_not_allowed": 1}, "models": [
                  {"provider": "openai", "model": "gpt-5-nano", "calls": 1200, "failed": 1, "input": 40000, "output": 15000,
                   "usd": "40.00", "last": "2026-11-26T09:58:03+00:00"},
                  {"provider": "vllm", "model": "ours", "calls": 3, "failed": 0, "input": 4000, "output": 1000,
                   "usd": "0.12", "last": "2026-11-25T23:00:00+00:00"}]},
               {"user": "ben", "usd": "0.005", "tokens": 1000, "budget": {"tokens": 500000}, "ownBudget": false, "percent": 0,
                "stopped": true, "refused": {}, "models": []}],
             "days": [{"day": "2026-11-26", "user": "ada", "usd": "40.12", "tokens": 60000}],
             "providers": [{"name": "openai", "places": 8, "trouble": "the class's key is refused (401)"},
                           {"name": "vllm", "places": 8, "trouble": ""}]}
            """;

    private static final String COURSE = """
            {"every": "course", "since": null, "timezone": "UTC", "stopped": false,
             "total": {"usd": "0.00", "tokens": 2000, "budget": %s, "percent": null, "alarm": null},
             "users": [{"user": "ada", "usd": "0.00", "tokens": 2000, "budget": null, "ownBudget": false, "percent": null,
                        "stopped": false, "refused": {}, "models": []}],
             "providers": []}
            """;

    private final SpendingText text = new SpendingText(Style.PLAIN);

    @Test
    void aTableOfUsersAndASentenceForEachThingThatNeedsAttention() {
        assertThat(text.render("rlm-class", Spending.parse(WEEK))).isEqualTo("""
                Hub rlm-class, since 2026-11-23 (Europe/Berlin; budgets start again each week): $40.13 of $50.00 spent (80 %), 61,000 tokens.
                  USER           CALLS  FAILED  REFUSED  INPUT   OUTPUT  SPENT      BUDGET          USED   LAST CALL (UTC)
                  ada            1,203  1       3        44,000  16,000  $40.12     $2.50 (own)     100 %  2026-11-26 09:58
                  ben (stopped)  0      0       0        0       0       $0.005000  500,000 tokens  0 %    -
                The calls of everybody are stopped.
                80 % of the class's budget is spent.
                Provider openai: the class's key is refused (401).
                """);
    }

    @Test
    void withoutABudgetThereIsANote() {
        assertThat(text.render("rlm-class", Spending.parse(COURSE.formatted("null"))))
                .startsWith("Hub rlm-class, since the first call: $0.00 spent, 2,000 tokens.\n")
                .contains("  ada   0 ")
                .endsWith("No budget limits the spending; set llm.budget in hub.yaml.\n");
    }

    @Test
    void aBudgetInTokensIsToldInTokens() {
        assertThat(text.render("rlm-class", Spending.parse(COURSE.formatted("{\"tokens\": 5000000}"))))
                .startsWith("Hub rlm-class, since the first call: 2,000 of 5,000,000 tokens spent, $0.00.\n")
                .doesNotContain("No budget");
    }

    @Test
    void amountsKeepAllTheirDigits() {
        Spending spending = Spending.parse(WEEK);
        assertThat(spending.total().usd()).isEqualTo(new BigDecimal("40.125"));
        assertThat(spending.users().getFirst().account().budget()).contains(new Amount.Usd(new BigDecimal("2.5")));
        assertThat(spending.report().at("/days/0/usd").asText()).isEqualTo("40.12");
    }

    @Test
    void aNameCannotCommandATerminal() {
        assertThat(text.render("rlm-class", Spending.parse(WEEK.replace("\"ada\"", "\"a\\u001b[2J\""))))
                .contains("a?[2J")
                .doesNotContain("\u001b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Traceback", "[]", "{}", "{\"users\": [], \"total\": {\"usd\": \"much\"}}"})
    void somethingElseIsAnError(String printed) {
        assertThatThrownBy(() -> Spending.parse(printed))
                .isInstanceOf(RlmprovException.class)
                .hasMessageStartingWith("The answer of the hub's gateway could not be read: ");
    }
}

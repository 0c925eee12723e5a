package io.rlmprov.kinds.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlmprov.config.Hub.Auth;
import io.rlmprov.config.SecretRef;
import io.rlmprov.config.SecretRef.Part;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the hub is told: names and lists, leaf by leaf, and never a secret. */
class AuthSettingsTest {
    private static final SecretRef SECRET =
            new SecretRef("hub.yaml:9:3", "auth.secret", List.of(new Part.Literal("must-not-be-shown")));
    private static final Auth.Client CLIENT =
            new Auth.Client("abc", SECRET, "https://hub.example.org/hub/oauth_callback");

    @Test
    void kindsWithoutFieldsAreTheirType() {
        assertThat(leaves(new Auth.Open())).containsExactly("type open");
        assertThat(leaves(new Auth.SharedPassword(SECRET, Optional.of(SECRET))))
                .containsExactly("type shared-password");
    }

    @Test
    void accountsSayWhoMaySignUp() {
        assertThat(leaves(new Auth.Accounts(Auth.SignUp.APPROVED, Optional.of(SECRET))))
                .containsExactly("signUp approved", "type accounts");
    }

    @Test
    void gitHubHasUsersAndOrganizations() {
        Auth auth = new Auth.GitHub(CLIENT, allow(false, "anna", "ben"), sorted("school", "uni:rlm"));

        assertThat(leaves(auth))
                .containsExactly(
                        "allow.everyone false",
                        "allow.organizations [\"school\",\"uni:rlm\"]",
                        "allow.users [\"anna\",\"ben\"]",
                        "callbackUrl https://hub.example.org/hub/oauth_callback",
                        "clientId abc",
                        "type github");
    }

    @Test
    void googleHasUsersAndDomains() {
        Auth auth = new Auth.Google(CLIENT, allow(true), sorted());

        assertThat(leaves(auth))
                .contains("allow.everyone true", "allow.users []", "allow.domains []", "type google")
                .hasSize(6);
    }

    @Test
    void oidcSaysWhereTheProviderIsAndWhatItsClaimsAreCalled() {
        Auth auth = new Auth.Oidc(
                CLIENT,
                allow(false, "anna"),
                "https://sso.example.org",
                List.of("openid", "email"),
                "email",
                "groups",
                sorted("rlm-class"));

        assertThat(leaves(auth))
                .contains(
                        "issuer https://sso.example.org",
                        "scopes [\"openid\",\"email\"]",
                        "usernameClaim email",
                        "groupsClaim groups",
                        "allow.groups [\"rlm-class\"]")
                .hasSize(10);
    }

    private static List<String> leaves(Auth auth) {
        ObjectNode object = new ObjectMapper().createObjectNode();
        new AuthSettings(object).write(auth);
        assertThat(object.toString()).doesNotContain("must-not-be-shown");
        return Leaves.of(object).entrySet().stream()
                .map(leaf -> leaf.getKey() + " " + leaf.getValue().text())
                .toList();
    }

    private static Auth.Allow allow(boolean everyone, String... users) {
        return new Auth.Allow(everyone, sorted(users));
    }

    private static SortedSet<String> sorted(String... texts) {
        return new TreeSet<>(List.of(texts));
    }
}

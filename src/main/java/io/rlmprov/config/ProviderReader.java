package io.rlmprov.config;

import io.rlmprov.config.Hub.Auth;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The section {@code auth} of the kinds where a provider says who somebody is. */
final class ProviderReader {
    private static final Format<String> CLIENT_ID =
            Formats.matching("[!-~]+", "is not a client id", "copy it from the provider's page");

    private static final Format<String> EVERYONE =
            Formats.matching("everyone", "is not understood", "write everyone, or lists of who may log in");

    private static final Format<String> ORGANIZATION = Formats.matching(
            "[A-Za-z0-9][A-Za-z0-9_-]*(:[A-Za-z0-9][A-Za-z0-9_-]*)?",
            "is not an organization or team of GitHub",
            "write my-organization, or my-organization:my-team, as in the address of its page");

    /** A group of a provider, or of the hub, which takes those of the provider. */
    static final Format<String> GROUP =
            Formats.matching("\\P{Cntrl}+", "is not the name of a group", "write it without control characters");

    private static final Format<String> CLAIM = Formats.matching(
            "[!-~&&[^\"'\\\\]]+", "is not the name of a claim", "write it as the provider's documentation does");

    private static final Format<String> SCOPE =
            Formats.matching("[!-~&&[^\"\\\\]]+", "is not a scope", "write one scope in each item of the list");

    private final Section auth;
    private final AuthKind kind;
    private final Callback callback;

    ProviderReader(Section auth, AuthKind kind, Callback callback) {
        this.auth = auth;
        this.kind = kind;
        this.callback = callback;
    }

    Auth github() {
        Auth.Client client = client();
        NavigableSet<String> organizations = new TreeSet<>();
        return new Auth.GitHub(client, allow("organizations", ORGANIZATION, organizations), organizations);
    }

    Auth google() {
        Auth.Client client = client();
        NavigableSet<String> domains = new TreeSet<>();
        return new Auth.Google(client, allow("domains", ProviderReader::domain, domains), domains);
    }

    Auth oidc() {
        Auth.Client client = client();
        String issuer = auth.required(
                "issuer", ProviderReader::issuer, "", "write the provider's address, as https://sso.example.org");
        List<String> scopes = new ArrayList<>(auth.values("scopes", SCOPE));
        if (scopes.isEmpty()) {
            scopes.addAll(List.of("openid", "profile", "email"));
        } else if (!scopes.contains("openid") && !auth.isOpen("scopes")) {
            auth.error("scopes", "openid is not among them", "add it: without it the provider says not who it is");
        }
        NavigableSet<String> groups = new TreeSet<>();
        return new Auth.Oidc(
                client,
                allow("groups", GROUP, groups),
                issuer,
                List.copyOf(scopes),
                auth.value("username-claim", CLAIM).orElse("preferred_username"),
                auth.value("groups-claim", CLAIM).orElse("groups"),
                groups);
    }

    private Auth.Client client() {
        String id = auth.required("client-id", CLIENT_ID, "", "copy it from the provider's page");
        SecretRef secret = AuthReader.requiredSecret(
                auth, "client-secret", "write client-secret: ${env:CLIENT_SECRET}, and export what the provider shows");
        String url = callback.read();
        if (url.matches("http://(?!localhost[:/]|127\\.).*")) {
            auth.warning(
                    "callback-url",
                    "is plain HTTP: who listens on the way can log in as another",
                    "write a section https");
        }
        return new Auth.Client(id, secret, url);
    }

    private Auth.Allow allow(String list, Format<String> format, Set<String> members) {
        auth.require("allow");
        if (auth.hasValue("allow")) {
            auth.value("allow", EVERYONE).ifPresent(_ -> warnOfEveryone());
            return new Auth.Allow(true, new TreeSet<>());
        }
        Section allow = auth.section("allow");
        kind.refuseOtherLists(allow);
        SortedSet<String> users = allow.set("users", kind.names());
        members.addAll(allow.values(list, format));
        if (kind.lists().stream().allMatch(allow::nothing)) {
            String lists = kind.lists().stream().map(key -> "allow." + key).collect(Collectors.joining(" or "));
            auth.error(
                    "allow",
                    (auth.has("allow") ? "is empty" : "is missing") + ", so nobody could log in",
                    "list people in " + lists + ", or write allow: everyone");
        }
        return new Auth.Allow(false, users);
    }

    private void warnOfEveryone() {
        switch (kind) {
            case GITHUB, GOOGLE ->
                auth.warning(
                        "allow",
                        "everyone is anybody in the world, who then use your keys",
                        "list people in " + String.join(" or ", kind.lists()));
            case OPEN, SHARED_PASSWORD, ACCOUNTS, OIDC -> {}
        }
    }

    private static String domain(String text) throws BadValue {
        if (text.matches("(gmail|googlemail)\\.com")) {
            throw new BadValue(
                    "is not the domain of an organization, because anyone can have such an address",
                    "list users instead");
        }
        if (!text.matches("[a-z0-9-]+(\\.[a-z0-9-]+)+")) {
            throw new BadValue("is not a domain", "write what stands after the @, in lower case, as example.org");
        }
        return text;
    }

    private static String issuer(String text) throws BadValue {
        int wellKnown = text.indexOf("/.well-known/");
        if (wellKnown > 0) {
            throw new BadValue("is the address of its configuration", "write " + text.substring(0, wellKnown));
        }
        if (!text.matches("https://[^\\s/?#@]+(/[^\\s?#]*)?")) {
            throw new BadValue("is not an issuer", "write it as https://sso.example.org, exactly as the provider does");
        }
        return text;
    }
}

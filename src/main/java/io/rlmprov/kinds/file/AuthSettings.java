package io.rlmprov.kinds.file;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlmprov.config.Hub.Auth;
import java.util.Locale;

/**
 * The object {@code auth} of {@code settings.json}; secrets are in {@code secrets.env}.
 *
 * @param object where it is written
 */
record AuthSettings(ObjectNode object) {
    void write(Auth auth) {
        switch (auth) {
            case Auth.Open _ -> type("open");
            case Auth.SharedPassword _ -> type("shared-password");
            case Auth.Accounts accounts ->
                type("accounts").put("signUp", accounts.signUp().name().toLowerCase(Locale.ROOT));
            case Auth.GitHub github -> {
                provider("github", github.client());
                texts(allow(github.allow()), "organizations", github.organizations());
            }
            case Auth.Google google -> {
                provider("google", google.client());
                texts(allow(google.allow()), "domains", google.domains());
            }
            case Auth.Oidc oidc -> {
                provider("oidc", oidc.client())
                        .put("issuer", oidc.issuer())
                        .put("usernameClaim", oidc.usernameClaim())
                        .put("groupsClaim", oidc.groupsClaim());
                texts(object, "scopes", oidc.scopes());
                texts(allow(oidc.allow()), "groups", oidc.groups());
            }
        }
    }

    private ObjectNode type(String type) {
        return object.put("type", type);
    }

    private ObjectNode provider(String type, Auth.Client client) {
        return type(type).put("clientId", client.id()).put("callbackUrl", client.callbackUrl());
    }

    private ObjectNode allow(Auth.Allow allow) {
        ObjectNode node = object.putObject("allow").put("everyone", allow.everyone());
        texts(node, "users", allow.users());
        return node;
    }

    private static void texts(ObjectNode node, String name, Iterable<String> texts) {
        ArrayNode array = node.putArray(name);
        texts.forEach(array::add);
    }
}

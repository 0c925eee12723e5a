package io.rlmprov.kinds.service;

import io.rlmprov.facts.HostFacts;
import io.rlmprov.kinds.file.HubFile;
import io.rlmprov.model.Value;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Variables that the services have beyond those of their image, each as its HMAC: secrets are among them. The probe makes the
 * HMACs of values as Go quotes them.
 */
record Environments(HostFacts facts) {
    /** Before the name of a variable. */
    static final String PATH = "environment.";

    /** Said of the token, which only the host knows. */
    static final String AS_IN_FILE = "as in " + HubFile.TOKEN;

    /** What the HMAC of a value is made of. */
    static String quoted(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    /** Of a container: the variables by name. */
    SortedMap<String, Value> of(String container) {
        SortedMap<String, Value> variables = new TreeMap<>();
        for (String line : facts.probe().lines("environments")) {
            String[] part = line.split(" ", 3);
            if (part.length == 3 && part[0].equals(container)) {
                variables.put(PATH + part[1], value(part[1], part[2]));
            }
        }
        return variables;
    }

    private Value value(String name, String mac) {
        boolean unknown = mac.equals("-");
        if (!name.equals(HubFile.TOKEN_VARIABLE)) {
            return Value.secret(unknown ? "unknown" : mac);
        }
        boolean same = unknown || facts.probe().lines("proxyenv").contains("mac=" + mac);
        return Value.of(same ? AS_IN_FILE : "another one");
    }
}

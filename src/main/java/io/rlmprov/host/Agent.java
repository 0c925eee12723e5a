package io.rlmprov.host;

import com.jcraft.jsch.agentproxy.AgentProxy;
import com.jcraft.jsch.agentproxy.AgentProxyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The operator's ssh-agent.
 *
 * @param keys its keys, in its own order, in which ssh(1) tries them
 * @param note what is wrong with the agent, for the error when no key is taken; empty if nothing is
 */
record Agent(List<AgentKey> keys, String note) {
    static Agent at(Optional<Path> socket) {
        if (socket.isEmpty()) {
            return new Agent(List.of(), "no ssh-agent (SSH_AUTH_SOCK is not set)");
        }
        if (!Files.exists(socket.get())) {
            return new Agent(List.of(), "the ssh-agent's socket " + socket.get() + " does not exist");
        }
        try {
            AgentProxy proxy = new AgentProxy(new AgentConnector(socket.get().toString()));
            List<AgentKey> keys = Arrays.stream(proxy.getIdentities())
                    .map(identity -> AgentKey.of(proxy, identity))
                    .toList();
            return new Agent(keys, keys.isEmpty() ? "ssh-agent has no keys" : "");
        } catch (AgentProxyException e) {
            return new Agent(List.of(), "ssh-agent does not answer at " + socket.get() + ": " + e.getMessage());
        }
    }
}

package io.rlmprov.host;

import com.jcraft.jsch.agentproxy.AgentProxyException;
import com.jcraft.jsch.agentproxy.Buffer;
import com.jcraft.jsch.agentproxy.Connector;
import com.jcraft.jsch.agentproxy.connector.SSHAgentConnector;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Corrects what jsch-agent-proxy 0.0.9 (2014) does with today's agents: RSA keys are asked to sign with SHA-512 instead of
 * SHA-1, which servers no longer take, and a refusal of the agent is not parsed as if it were an answer.
 */
final class AgentConnector implements Connector {
    private static final int LIST_REQUEST = 11;
    private static final int SIGN_REQUEST = 13;
    private static final int RSA_SHA2_512 = 4;

    private final Connector agent;

    AgentConnector(String socket) throws AgentProxyException {
        this.agent = new SSHAgentConnector(new AgentSocket(), socket);
    }

    @Override
    public String getName() {
        return agent.getName();
    }

    @Override
    public boolean isAvailable() {
        return true;
    }

    @Override
    public void query(Buffer message) throws AgentProxyException {
        byte[] bytes = message.buffer;
        int request = bytes[4];
        if (request == SIGN_REQUEST && isRsa(bytes)) {
            // The flags are the last four bytes of the request: draft-miller-ssh-agent, section 4.5.1.
            bytes[message.getLength() - 1] = RSA_SHA2_512;
        }
        agent.query(message);
        byte[] reply = message.buffer;
        boolean answered = reply[0] == request + 1;
        if (!answered && (request == SIGN_REQUEST || request == LIST_REQUEST)) {
            // An empty signature is refused by the server, and the next key is tried; an empty list has no keys.
            reply[0] = (byte) (request + 1);
            ByteBuffer.wrap(reply).putInt(1, 0);
        }
    }

    private static boolean isRsa(byte[] request) {
        ByteBuffer blob = ByteBuffer.wrap(request, 9, request.length - 9);
        byte[] type = new byte[Math.min(Math.max(blob.getInt(), 0), blob.remaining())];
        blob.get(type);
        return new String(type, StandardCharsets.US_ASCII).startsWith("ssh-rsa");
    }
}

package io.rlmprov.cli;

import io.rlmprov.apply.Station;
import io.rlmprov.apply.Station.Outcome;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Whether the operator's machine reaches the hub where browsers do: its name, port and certificate.
 *
 * @param url the hub's address, which ends with a slash
 */
record Reach(String url) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String STATION = "address";
    private static final int OK = 200;

    /** Asks the hub how it is. */
    Station station() {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url + "hub/health").toURL().openConnection();
            connection.setConnectTimeout((int) PATIENCE.toMillis());
            connection.setReadTimeout((int) PATIENCE.toMillis());
            connection.setInstanceFollowRedirects(false);
            connection.connect();
            // Before the answer is read: after an answer without a body, the connection no longer tells.
            String shown = connection instanceof HttpsURLConnection secure ? certificate(secure) : "";
            int status = connection.getResponseCode();
            connection.disconnect();
            return status == OK
                    ? new Station(STATION, Outcome.OK, url + " answers this computer" + shown, "")
                    : unreached(
                            "status " + status + " instead of the hub's answer",
                            "Another program or a proxy answers there: compare http in hub.yaml with what that forwards.");
        } catch (UnknownHostException e) {
            return unreached(
                    "the name is not resolved",
                    "Add the name to the DNS, or check http.url or https.domain in hub.yaml.");
        } catch (SSLException e) {
            return unreached(
                    "no TLS connection: " + e.getMessage(),
                    "Check that the certificate is valid, for this name and of a CA that this computer trusts.");
        } catch (ConnectException e) {
            return unreached(
                    "nothing answers at the port", "Open the port in the firewall of the host and of its provider.");
        } catch (SocketTimeoutException | NoRouteToHostException e) {
            return unreached(
                    "no answer within " + PATIENCE.toSeconds() + " s",
                    "Open the port in the firewall of the host and of its provider.");
        } catch (IOException e) {
            return unreached("the connection broke off: " + e.getMessage(), "See what listens there.");
        }
    }

    private static String certificate(HttpsURLConnection connection) throws SSLPeerUnverifiedException {
        return connection.getServerCertificates()[0] instanceof X509Certificate first ? "; " + described(first) : "";
    }

    /** Whose a certificate is, and its last day. */
    static String described(X509Certificate certificate) {
        return "certificate of " + certificate.getIssuerX500Principal().getName() + ", valid until "
                + certificate.getNotAfter().toInstant().toString().substring(0, "2027-02-24".length());
    }

    private Station unreached(String why, String remedy) {
        return new Station(STATION, Outcome.UNREACHED, "this computer does not reach " + url + ": " + why, remedy);
    }
}

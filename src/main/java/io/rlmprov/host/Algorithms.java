package io.rlmprov.host;

import com.hierynomus.sshj.key.KeyAlgorithm;
import com.hierynomus.sshj.key.KeyAlgorithms;
import com.hierynomus.sshj.transport.cipher.BlockCiphers;
import com.hierynomus.sshj.transport.cipher.GcmCiphers;
import com.hierynomus.sshj.transport.kex.DHGroups;
import com.hierynomus.sshj.transport.kex.ExtInfoClientFactory;
import com.hierynomus.sshj.transport.mac.Macs;
import java.util.List;
import net.schmizz.sshj.Config;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.signature.SignatureRSA;
import net.schmizz.sshj.transport.cipher.Cipher;
import net.schmizz.sshj.transport.kex.Curve25519SHA256;
import net.schmizz.sshj.transport.kex.DHGexSHA256;
import net.schmizz.sshj.transport.kex.ECDHNistP;
import net.schmizz.sshj.transport.kex.KeyExchange;
import net.schmizz.sshj.transport.mac.MAC;

/**
 * The algorithms that are offered to servers, in the order in which they are preferred: those of OpenSSH 10 that the JDK
 * has. ADR 0012 says which are left out and why. No SHA-1, no MD5, no CBC.
 */
final class Algorithms {
    /** AES-GCM first: with the instructions of today's processors it is several times as fast as ChaCha20. */
    private static final List<Factory.Named<Cipher>> CIPHERS = List.of(
            GcmCiphers.AES256GCM(),
            GcmCiphers.AES128GCM(),
            ChaChaPoly.factory(),
            BlockCiphers.AES256CTR(),
            BlockCiphers.AES192CTR(),
            BlockCiphers.AES128CTR());

    private static final List<Factory.Named<MAC>> MACS =
            List.of(Macs.HMACSHA2256Etm(), Macs.HMACSHA2512Etm(), Macs.HMACSHA2256(), Macs.HMACSHA2512());

    /** Of host keys, and of the operator's; certificates first, as ssh asks for them. */
    private static final List<Factory.Named<KeyAlgorithm>> KEYS = List.of(
            KeyAlgorithms.EdDSA25519CertV01(),
            KeyAlgorithms.ECDSASHANistp256CertV01(),
            KeyAlgorithms.ECDSASHANistp384CertV01(),
            KeyAlgorithms.ECDSASHANistp521CertV01(),
            rsaCertificate("rsa-sha2-512", new SignatureRSA.FactoryRSASHA512()),
            rsaCertificate("rsa-sha2-256", new SignatureRSA.FactoryRSASHA256()),
            KeyAlgorithms.EdDSA25519(),
            KeyAlgorithms.ECDSASHANistp256(),
            KeyAlgorithms.ECDSASHANistp384(),
            KeyAlgorithms.ECDSASHANistp521(),
            KeyAlgorithms.RSASHA512(),
            KeyAlgorithms.RSASHA256());

    private Algorithms() {}

    /** Puts them into the configuration of one connection. */
    static void offer(Config config) {
        config.setKeyExchangeFactories(keyExchanges());
        config.setCipherFactories(CIPHERS);
        config.setMACFactories(MACS);
        config.setKeyAlgorithms(KEYS);
    }

    private static List<Factory.Named<KeyExchange>> keyExchanges() {
        return List.of(
                MlKemExchange.factory(),
                new Curve25519SHA256.Factory(),
                new Curve25519SHA256.FactoryLibSsh(),
                new ECDHNistP.Factory256(),
                new ECDHNistP.Factory384(),
                new ECDHNistP.Factory521(),
                new DHGexSHA256.Factory(),
                DHGroups.Group16SHA512(),
                DHGroups.Group18SHA512(),
                DHGroups.Group14SHA256(),
                new ExtInfoClientFactory());
    }

    /** sshj 0.40 knows RSA certificates with SHA-1 only. */
    private static Factory.Named<KeyAlgorithm> rsaCertificate(
            String name, Factory.Named<net.schmizz.sshj.signature.Signature> signature) {
        return new KeyAlgorithms.Factory(name + "-cert-v01@openssh.com", signature, KeyType.RSA_CERT);
    }
}

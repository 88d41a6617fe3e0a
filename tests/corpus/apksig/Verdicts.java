import com.android.apksig.ApkVerifier;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** What apksig's library says of packages, for several minimum platforms. See README.md beside this file. */
public final class Verdicts {
    private static final int[] MINIMA = {1, 18, 24, 28, 33};

    public static void main(String[] arguments) throws Exception {
        // Last, so that only what the JDK lacks comes from it: RSA-PSS by Java's older name, long DSA keys.
        Security.addProvider(new BouncyCastleProvider());
        Path root = Paths.get(arguments[0]);
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        out.println("file\tmin_sdk\tverdict\tfirst_error");
        for (String file : Files.readAllLines(Paths.get(arguments[1]), StandardCharsets.UTF_8)) {
            for (int minimum : MINIMA) {
                out.println(file + "\t" + minimum + "\t" + verdict(root.resolve(file).toFile(), minimum));
            }
        }
        out.flush();
    }

    private static String verdict(File file, int minimum) {
        try {
            ApkVerifier.Builder builder = new ApkVerifier.Builder(file).setMinCheckedPlatformVersion(minimum);
            File beside = new File(file.getPath() + ".idsig");
            if (beside.exists()) {
                builder.setV4SignatureFile(beside);
            }
            ApkVerifier.Result result = builder.build().verify();
            return (result.isVerified() ? "verified" : "fails") + "\t" + firstError(result);
        } catch (Throwable thrown) {
            return "exception\t" + thrown.getClass().getSimpleName();
        }
    }

    /** The first error in the order in which the command line prints them: the package's, then each scheme's signers'. */
    private static String firstError(ApkVerifier.Result result) {
        List<ApkVerifier.IssueWithParams> errors = new ArrayList<>(result.getErrors());
        result.getV1SchemeSigners().forEach(signer -> errors.addAll(signer.getErrors()));
        result.getV2SchemeSigners().forEach(signer -> errors.addAll(signer.getErrors()));
        result.getV3SchemeSigners().forEach(signer -> errors.addAll(signer.getErrors()));
        return errors.isEmpty() ? "" : errors.get(0).getIssue().name();
    }
}

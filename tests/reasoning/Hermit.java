import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.Base64;

/** HermiT's command line, once for each line of words between tabs: the exit code, what it said, its errors. */
public class Hermit {
    public static void main(String[] none) throws Exception {
        BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        PrintStream answers = System.out;
        for (String line = asked.readLine(); line != null; line = asked.readLine()) {
            ByteArrayOutputStream said = new ByteArrayOutputStream(), errors = new ByteArrayOutputStream();
            System.setOut(new PrintStream(said, true, "UTF-8"));
            System.setErr(new PrintStream(errors, true, "UTF-8"));
            int code = 0;
            try {
                org.semanticweb.HermiT.cli.CommandLine.main(line.split("\t"));
            } catch (Throwable thrown) {
                // as Java says it at the end of a process
                System.err.print("Exception in thread \"main\" ");
                thrown.printStackTrace();
                code = 1;
            }
            Base64.Encoder encoder = Base64.getEncoder();
            answers.println(code + " " + encoder.encodeToString(said.toByteArray()) + "." + " "
                + encoder.encodeToString(errors.toByteArray()) + ".");
            answers.flush();
        }
    }
}

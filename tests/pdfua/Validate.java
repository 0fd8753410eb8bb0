// Holds PDF files to veraPDF's PDF/UA-1 profile; prints each rule that fails once, with how often.
// Run by tests/check_pdf.py as a single file of source, with veraPDF's jar on the class path.

import java.io.FileInputStream;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;

public class Validate {
  private static final String PROFILE = "org/verapdf/pdfa/validation/PDFUA-1.xml";

  public static void main(String[] files) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    boolean allPass = true;
    for (String file : files) {
      allPass &= passes(file);
    }
    System.exit(allPass ? 0 : 1);
  }

  private static boolean passes(String file) throws Exception {
    ValidationProfile profile;
    try (InputStream rules = VeraGreenfieldFoundryProvider.class.getClassLoader().getResourceAsStream(PROFILE)) {
      profile = Profiles.profileFromXml(rules);
    }
    try (PDFAParser parser =
            Foundries.defaultInstance().createParser(new FileInputStream(file), PDFAFlavour.byFlavourId("ua1"));
        PDFAValidator validator = Foundries.defaultInstance().createValidator(profile, false)) {
      ValidationResult result = validator.validate(parser);
      System.out.printf(
          "%s: %s PDF/UA-1 (%d checks)%n",
          file, result.isCompliant() ? "passes" : "fails", result.getTotalAssertions());
      failures(result).forEach((rule, times) -> System.out.printf("  %d x %s%n", times, rule));
      return result.isCompliant();
    }
  }

  private static Map<String, Integer> failures(ValidationResult result) {
    Map<String, Integer> failed = new TreeMap<>();
    for (TestAssertion assertion : result.getTestAssertions()) {
      if (assertion.getStatus() == TestAssertion.Status.FAILED) {
        String rule = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
        failed.merge(rule + " " + assertion.getMessage().replaceAll("\\s+", " "), 1, Integer::sum);
      }
    }
    return failed;
  }
}

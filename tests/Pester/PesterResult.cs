namespace QlikConnections.PesterSuite;

/// <summary>What came of one Pester file.</summary>
internal sealed record PesterResult(int Passed, int Skipped, PesterFailure[] Failures);

/// <summary>A test that failed, or a file or block that could not run.</summary>
internal sealed record PesterFailure(string Test, string Message);

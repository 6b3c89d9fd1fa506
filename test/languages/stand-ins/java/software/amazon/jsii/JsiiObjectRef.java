// For compiling only: the part of the jsii runtime that generated code names. The real one is in software.amazon.jsii:jsii-runtime.
package software.amazon.jsii;

public final class JsiiObjectRef {}

// For compiling only: the part of the jsii runtime that generated code names. The real one is in software.amazon.jsii:jsii-runtime.
package software.amazon.jsii;

public final class JsiiEngine {
    public static native JsiiEngine getInstance();

    public native JsiiObjectRef createNewObject(Object created, Object... arguments);
}
